"""Tasks that change data: what all their forms share.

Each task is a Rasa form in `domain.yml`. Its slots are filled here and nowhere else (mapping type `custom`), so that
nothing a customer mentions in passing becomes part of a task, and a question in between is answered by its own rule.
"""

from __future__ import annotations

import abc
from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import SlotSet

from actions.base import Events, ShopAction, in_thread, shop
from actions.turn import Turn
from catalog.models import Order
from catalog.orders import OrderRepository
from understanding.references import mentions, ordinals, pick

REQUESTED = "requested_slot"
ORDER, CONFIRMATION, PROBLEM, MISSES = "order_number", "confirmation", "task_problem", "task_misses"
TASK_SLOTS = (
    ORDER,
    CONFIRMATION,
    PROBLEM,
    MISSES,
    "change_kind",
    "change_value",
    "refund_reason",
    "invoice_title",
    "address",
    "address_task",
    "purchase",
    "quantity",
)
MAX_MISSES = 2  # answers that made no sense before a person is offered
_NO_ANSWER = {"nlu_fallback", "out_of_scope"}
_ANSWERS = {"inform", "affirm", "deny", *_NO_ANSWER}
OFFERED = 5  # orders shown as buttons


def clear_task() -> Events:
    """Events that forget everything about the task."""
    return [SlotSet(name, None) for name in TASK_SLOTS]


def in_task(turn: Turn) -> bool:
    """Whether a task is under way."""
    return bool((turn.tracker.active_loop or {}).get("name"))


class TaskForm(ShopAction):
    """Fills and checks the slots of one form.

    Subclasses name the form, the orders it is about, and the slots they read beside order number and confirmation.
    """

    order_action: str | None = None  # the orders offered are those on which this is allowed
    needs_order = True
    free_text: tuple[str, ...] = ()  # slots that take the customer's words as they are

    @property
    @abc.abstractmethod
    def form(self) -> str:
        """The form's name in `domain.yml`; subclasses set it as a class attribute."""

    def name(self) -> str:
        """Return the action's name."""
        return f"validate_{self.form}"

    async def answer(self, turn: Turn) -> Events:
        """Take from the message what the form needs; return nothing where it is about something else."""
        if _returning(turn, self.form):
            return []
        if turn.customer_id is None:
            return [SlotSet(PROBLEM, {"code": "sign_in"}), SlotSet(REQUESTED, None)]
        requested = turn.slot(REQUESTED)
        if requested is None:
            return await self._start(turn)
        if turn.intent == "stop":
            return []
        if requested == CONFIRMATION:
            return await self._read_confirmation(turn)
        if requested == ORDER:
            return await self._read_order(turn)
        if turn.intent == "deny" and requested not in self.free_text:
            return [SlotSet(CONFIRMATION, False), SlotSet(REQUESTED, None)]
        if requested in self.free_text and turn.intent not in _ANSWERS and not self.accepts(turn, requested):
            return []
        values = await self.read(turn, requested)
        if values or turn.intent not in _ANSWERS:
            return values
        return self._missed(turn)

    async def start(self, turn: Turn) -> Events:
        """Read what the first message already tells beside the order."""
        return []

    async def read(self, turn: Turn, requested: str) -> Events:
        """Read the value of a slot of this task from the answer; nothing where it is not in there."""
        return []

    def accepts(self, turn: Turn, requested: str) -> bool:
        """Whether words that look like another wish are the answer all the same (an address, say)."""
        return False

    async def _start(self, turn: Turn) -> Events:
        events = [SlotSet(slot, None) for slot in TASK_SLOTS]
        if self.needs_order:
            found = await self._find_order(turn)
            if any(event.get("name") == REQUESTED for event in found):
                return events + found
            events += found
        return events + await self.start(turn)

    async def _find_order(self, turn: Turn) -> Events:
        """The order named, or the only one that fits; a problem where there is none."""
        assert turn.customer_id is not None
        number = turn.value("order_number")
        if number:
            return await self._take_order(turn, number)
        candidates = await self.candidates(turn)
        if not candidates:
            return [SlotSet(PROBLEM, {"code": "no_order"}), SlotSet(REQUESTED, None)]
        return [SlotSet(ORDER, candidates[0].number)] if len(candidates) == 1 else []

    async def candidates(self, turn: Turn) -> list[Order]:
        """The customer's orders on which the task is possible, newest first."""
        assert turn.customer_id is not None
        return await in_thread(shop().orders.list_for, turn.customer_id, self.order_action, OFFERED)

    async def _take_order(self, turn: Turn, number: str) -> Events:
        assert turn.customer_id is not None
        orders: OrderRepository = shop().orders
        order = await in_thread(orders.get, turn.customer_id, number)
        if order is None:
            return [SlotSet(PROBLEM, {"code": "unknown_order", "number": number[:40]}), SlotSet(REQUESTED, None)]
        allowed = await in_thread(orders.list_for, turn.customer_id, self.order_action, 100)
        if order.number not in [candidate.number for candidate in allowed]:
            return [SlotSet(PROBLEM, {"code": "not_allowed", "number": order.number}), SlotSet(REQUESTED, None)]
        return [SlotSet(ORDER, order.number)]

    async def _read_order(self, turn: Turn) -> Events:
        number = turn.value("order_number")
        if number:
            found = await self._take_order(turn, number)
            if any(event.get("name") == PROBLEM for event in found):
                turn.say("utter_order_unknown", number=number[:40])
                return [SlotSet(MISSES, turn.slot(MISSES, 0) + 1), SlotSet(ORDER, None)]
            return found
        if turn.intent in ("deny", "affirm"):
            return (
                [SlotSet(CONFIRMATION, False), SlotSet(REQUESTED, None)]
                if turn.intent == "deny"
                else self._missed(turn)
            )
        chosen = _chosen(await self.candidates(turn), turn)
        if chosen:
            return [SlotSet(ORDER, chosen)]
        return self._missed(turn) if turn.intent in _ANSWERS else []

    async def _read_confirmation(self, turn: Turn) -> Events:
        number = turn.value("order_number")
        if self.needs_order and number and number != turn.slot(ORDER):
            return await self._take_order(turn, number)
        if self.needs_order and mentions(turn.text, "other_one"):
            return [SlotSet(ORDER, None), SlotSet(CONFIRMATION, None)]
        if turn.intent == "affirm":
            return [SlotSet(CONFIRMATION, True)]
        if turn.intent == "deny":
            return [SlotSet(CONFIRMATION, False)]
        corrected = await self.correct(turn)
        if corrected:
            return corrected
        return self._missed(turn) if turn.intent in _ANSWERS else []

    async def correct(self, turn: Turn) -> Events:
        """Read a correction given instead of yes or no ("three, not two")."""
        return []

    def _missed(self, turn: Turn) -> Events:
        """Say that the answer was not understood; offer a person the second time."""
        misses = turn.slot(MISSES, 0) + 1
        turn.say("utter_task_not_understood" if misses < MAX_MISSES else "utter_task_offer_human")
        return [SlotSet(MISSES, misses)]


def _returning(turn: Turn, form: str) -> bool:
    """Whether another question has been answered since the message, and the form only has to ask again."""
    own = {form, "action_listen", "action_extract_slots", f"validate_{form}"}
    for event in reversed(turn.tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action" and event.get("name") not in own:
            return True
    return False


def _chosen(orders: Sequence[Order], turn: Turn) -> str | None:
    """The order a customer points at by position or by what is in it."""
    picked = pick([order.number for order in orders], ordinals(turn.text))
    if picked:
        return picked[0]
    folded = turn.text.lower().replace(" ", "")
    for order in orders:
        names = [name for item in order.items for name in (item.names.zh, item.names.en)]
        if any(
            name.lower().replace(" ", "") in folded or folded in name.lower().replace(" ", "")
            for name in names
            if len(folded) > 2
        ):
            return order.number
    return None


class TaskSubmit(ShopAction, abc.ABC):
    """What happens when a form is filled: the change itself, or why it did not take place."""

    intent: str

    async def answer(self, turn: Turn) -> Events:
        """Carry out the task if the customer confirmed it."""
        problem: dict[str, Any] = turn.slot(PROBLEM, {})
        if problem.get("code") == "sign_in" or turn.customer_id is None:
            turn.say("utter_sign_in")
        elif problem:
            self.explain(turn, problem)
        elif turn.slot(CONFIRMATION) is not True:
            turn.say("utter_nothing_changed")
        else:
            await self.carry_out(turn, turn.customer_id)
        return clear_task()

    def explain(self, turn: Turn, problem: dict[str, Any]) -> None:
        """Say why the task is not possible."""
        if problem["code"] == "unknown_order":
            turn.say("utter_order_unknown", number=problem["number"])
        elif problem["code"] == "not_allowed":
            turn.say(f"utter_{self.intent}_not_allowed", number=problem["number"])
        else:
            turn.say(f"utter_{self.intent}_no_order")

    @abc.abstractmethod
    async def carry_out(self, turn: Turn, customer_id: str) -> None:
        """Change the data and say what was done."""

    @staticmethod
    def request_id(turn: Turn) -> str:
        """The same for the same message: a message delivered twice changes nothing twice."""
        message = turn.tracker.latest_message or {}
        return f"{turn.tracker.sender_id}:{message.get('message_id') or ''}"[-120:]
