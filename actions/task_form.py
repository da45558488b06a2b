"""Tasks that change data: what all their forms share.

Each task is a Rasa form in `domain.yml`. Its slots are filled here and nowhere else (mapping type `custom`), so that
nothing a customer mentions in passing becomes part of a task, and a question in between is answered by its own rule.
"""

from __future__ import annotations

import abc
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.events import SlotSet

from actions.base import Events, ShopAction
from actions.person import task_help_buttons
from actions.task_state import (
    CONFIRMATION,
    MISSES,
    REQUEST,
    REQUESTED,
    TASK,
    TOLD,
    active_form,
    ask_again,
    clear_task,
    declined,
    ends,
    impossible,
)
from actions.turn import Turn
from understanding.answers import is_only

MAX_MISSES = 2  # answers that made no sense before a person is offered
ANSWERS = {"inform", "affirm", "deny", "nlu_fallback", "out_of_scope"}


@dataclass(frozen=True)
class Offer:
    """What the customer is asked to confirm.

    Attributes:
        response: The question.
        values: What its placeholders stand for.
        sums: Sums of money that the customer agrees to; where they have changed by the time of the yes, the question
            is asked again.
    """

    response: str
    values: dict[str, Any]
    sums: dict[str, str] = field(default_factory=dict)


class TaskForm(ShopAction):
    """Fills and checks the slots of one form."""

    form: str  # the form's name in `domain.yml`
    intents: tuple[str, ...]  # wishes that start it

    def name(self) -> str:
        """Return the action's name."""
        return f"validate_{self.form}"

    async def answer(self, turn: Turn) -> Events:
        """Take from the message what the form needs; return nothing where it is about something else."""
        if turn.customer_id is None:
            return impossible("sign_in")
        if active_form(turn) != self.form or turn.slot(TASK) != self.form:
            return await self._start(turn)
        if _returning(turn, self.form):
            return []
        requested = turn.slot(REQUESTED)
        corrected = await self.correct_subject(turn, requested) if self.speaks_to_form(turn) else []
        if corrected:
            return corrected
        certain = await self.certain(turn, requested)
        if certain:
            return [*certain, SlotSet(TOLD, None)]
        if turn.intent == "stop":
            return []
        if requested == CONFIRMATION:
            return await self._read_confirmation(turn)
        return await self.read_value(turn, requested)

    # ------------------------------------------------------------------ what the forms add
    async def start(self, turn: Turn) -> Events:
        """Read what the first message already tells beside the order."""
        return []

    async def certain(self, turn: Turn, requested: str) -> Events:
        """Read a value that is one by its looks, whatever the message is taken for (a number, an address)."""
        return []

    async def read(self, turn: Turn, requested: str) -> Events:
        """Read the value of a slot of this task from the answer; nothing where it is not in there."""
        return []

    def accepts(self, turn: Turn, requested: str) -> bool:
        """Whether words that look like another wish are the answer all the same (a reason, say)."""
        return False

    def declines(self, turn: Turn, requested: str) -> bool:
        """Whether the message says no to the question for a value."""
        return turn.intent == "deny" or is_only(turn.text, "refusals")

    async def correct(self, turn: Turn) -> Events:
        """Read a correction given instead of yes or no ("three, not two")."""
        return []

    async def find_subject(self, turn: Turn) -> Events:
        """Find at the start what the task is about; a problem where that is not possible."""
        return []

    async def correct_subject(self, turn: Turn, requested: str) -> Events:
        """Read that the customer means something else than what was found ("the other order")."""
        return []

    async def again(self, turn: Turn) -> Events:
        """Answer somebody who tells the same wish again in the middle of it."""
        return ask_again(turn)

    @abc.abstractmethod
    async def offer(self, turn: Turn) -> Offer | None:
        """What the customer is asked to confirm; nothing where what it is about is gone."""

    # ------------------------------------------------------------------ the steps
    async def _start(self, turn: Turn) -> Events:
        message = turn.tracker.latest_message or {}
        request = f"{turn.tracker.sender_id}:{message.get('message_id') or ''}"[-120:]
        events = [*clear_task(), SlotSet(TASK, self.form), SlotSet(REQUEST, request)]
        found = await self.find_subject(turn)
        return [*events, *found] if ends(found) else [*events, *found, *await self.start(turn)]

    def speaks_to_form(self, turn: Turn) -> bool:
        """Whether the message answers the form or tells its wish again."""
        return turn.intent in ANSWERS or turn.intent in self.intents

    async def _read_confirmation(self, turn: Turn) -> Events:
        corrected = await self.correct(turn)
        if corrected:
            return [*corrected, SlotSet(TOLD, None)]
        if turn.intent == "affirm":
            return await self._agreed(turn)
        if turn.intent == "deny":
            return [SlotSet(CONFIRMATION, False)]
        if turn.intent in self.intents:
            return await self.again(turn)
        return self.missed(turn) if turn.intent in ANSWERS else []

    async def _agreed(self, turn: Turn) -> Events:
        """Take a yes, but only to what was really asked and still holds."""
        told = turn.slot(TOLD)
        if told is None:
            return ask_again(turn)
        offer = await self.offer(turn)
        if offer is not None and offer.sums != told:
            turn.say("utter_sums_changed")
            return [SlotSet(TOLD, None)]
        return [SlotSet(CONFIRMATION, True)]

    async def read_value(self, turn: Turn, requested: str) -> Events:
        """Read the answer to the question for a value."""
        if self.declines(turn, requested):
            return declined()
        if turn.intent == "affirm" or is_only(turn.text, "assents"):
            return self.missed(turn)
        if turn.intent in ANSWERS or self.accepts(turn, requested):
            return await self.read(turn, requested) or self.missed(turn)
        return await self.again(turn) if turn.intent in self.intents else []

    def missed(self, turn: Turn) -> Events:
        """Say that the answer was not understood; offer a person the second time."""
        misses = turn.slot(MISSES, 0) + 1
        if misses < MAX_MISSES:
            turn.say("utter_task_not_understood")
        else:
            turn.say("utter_task_offer_human", task_help_buttons(turn.language))
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
