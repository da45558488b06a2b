"""What happens when a form is filled: the change itself, or why it did not take place."""

from __future__ import annotations

import abc
import logging
from decimal import Decimal
from typing import Any

from actions.base import Events, ShopAction
from actions.task_state import CONFIRMATION, PROBLEM, REQUEST, TOLD, clear_task
from actions.turn import Turn
from catalog.errors import CatalogUnavailable

logger = logging.getLogger(__name__)


class TaskSubmit(ShopAction, abc.ABC):
    """Carries out one task."""

    intent: str

    async def answer(self, turn: Turn) -> Events:
        """Carry out the task if the customer confirmed it."""
        problem: dict[str, Any] = turn.slot(PROBLEM, {})
        events: Events = []
        if problem.get("code") == "sign_in" or turn.customer_id is None:
            turn.say("utter_sign_in")
        elif problem:
            events = await self.explain(turn, problem)
        elif turn.slot(CONFIRMATION) is not True:
            turn.say("utter_nothing_changed")
        else:
            await self._carry_out_once(turn, turn.customer_id)
        return [*clear_task(), *events]

    async def explain(self, turn: Turn, problem: dict[str, Any]) -> Events:
        """Say why the task is not possible."""
        if problem["code"] == "unknown_order":
            turn.say("utter_order_unknown", number=problem["number"])
        elif problem["code"] == "not_allowed":
            turn.say(f"utter_{self.intent}_not_allowed", number=problem["number"])
        else:
            turn.say(f"utter_{self.intent}_no_order")
        return []

    @abc.abstractmethod
    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Change the data, the same however often it is called with the same request id, and say what was done."""

    async def _carry_out_once(self, turn: Turn, customer_id: str) -> None:
        """Try a second time where the database broke off: the request id makes sure that nothing is done twice."""
        try:
            await self.carry_out(turn, customer_id)
        except CatalogUnavailable:
            logger.warning("%s: the shop's data broke off, one more try", self.name())
            try:
                await self.carry_out(turn, customer_id)
            except CatalogUnavailable:
                logger.exception("%s: the shop's data cannot be reached", self.name())
                turn.say("utter_task_unfinished")

    @staticmethod
    def request_id(turn: Turn) -> str:
        """The same for the same task, so that a change that is asked for twice takes place once."""
        return str(turn.slot(REQUEST, ""))

    @staticmethod
    def told(turn: Turn, name: str) -> Decimal:
        """A sum that the customer agreed to."""
        return Decimal(turn.slot(TOLD, {}).get(name, "0"))
