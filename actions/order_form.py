"""Tasks about one of the customer's orders: which one, and changing one's mind about it."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.base import Events, in_thread, shop
from actions.order_choice import numbers_at, with_what_is_named
from actions.task_form import ANSWERS, TaskForm
from actions.task_state import CONFIRMATION, MISSES, ORDER, PROBLEM, REJECTED, TOLD, ask_again, declined, impossible
from actions.turn import Turn
from catalog.models import Order
from understanding.references import mentions, ordinals

OFFERED = 5  # orders shown as buttons


class OrderForm(TaskForm):
    """Fills the slots of a form about an order."""

    order_action: str  # the orders offered are those on which this is allowed

    def order_changed(self) -> Events:
        """Events that forget what held for another order only."""
        return []

    async def read_value(self, turn: Turn, requested: str) -> Events:
        """Read which order, or the value asked for."""
        return await self._read_order(turn) if requested == ORDER else await super().read_value(turn, requested)

    async def order(self, turn: Turn) -> Order | None:
        """The order chosen."""
        return await in_thread(shop().orders.get, turn.customer_id or "", turn.slot(ORDER, ""))

    async def find_subject(self, turn: Turn) -> Events:
        """The order named, or the only one that fits; a problem where there is none."""
        number = turn.value("order_number") or next(iter(numbers_at(turn)), None)
        if number:
            return await self._take_order(turn, number)
        candidates = await self.candidates(turn)
        if not candidates:
            return impossible("no_order")
        return self._narrowed(turn, candidates, await with_what_is_named(turn, candidates) or candidates)

    async def candidates(self, turn: Turn) -> list[Order]:
        """The customer's orders on which the task is possible, newest first, without those they did not mean."""
        rejected = turn.slot(REJECTED, [])
        limit = OFFERED + len(rejected)
        orders = await in_thread(shop().orders.list_for, turn.customer_id or "", self.order_action, limit)
        return [order for order in orders if order.number not in rejected][:OFFERED]

    def _narrowed(self, turn: Turn, candidates: list[Order], meant: list[Order]) -> Events:
        """Take the only order meant, or leave the others out of the list."""
        if len(meant) == 1:
            return self._with_order(meant[0].number)
        numbers = [order.number for order in meant]
        out = [order.number for order in candidates if order.number not in numbers]
        return [SlotSet(REJECTED, [*turn.slot(REJECTED, []), *out])] if out else []

    def _with_order(self, number: str) -> Events:
        return [SlotSet(ORDER, number), SlotSet(TOLD, None), *self.order_changed()]

    async def _take_order(self, turn: Turn, number: str) -> Events:
        order = await in_thread(shop().orders.get, turn.customer_id or "", number)
        if order is None:
            return impossible("unknown_order", number)
        allowed = await in_thread(shop().orders.list_for, turn.customer_id or "", self.order_action, 100)
        if order.number not in [candidate.number for candidate in allowed]:
            return impossible("not_allowed", order.number)
        return self._with_order(order.number)

    async def _choose(self, turn: Turn, number: str) -> Events:
        """Take the order of this number in the middle of the task; say so where it cannot be taken."""
        found = await self._take_order(turn, number)
        problem = next((event["value"] for event in found if event.get("name") == PROBLEM), None)
        if problem is None:
            return found
        if problem["code"] == "not_allowed":
            turn.say(f"utter_{self.intents[0]}_not_allowed", number=problem["number"])
        else:
            turn.say("utter_order_unknown", number=number[:40])
        return [SlotSet(MISSES, turn.slot(MISSES, 0) + 1)]

    async def correct_subject(self, turn: Turn, requested: str) -> Events:
        """Another order than the one chosen, named by number or position, or just "the other one"."""
        current, number = turn.slot(ORDER), turn.value("order_number")
        if not current:
            return []
        other = mentions(turn.text, "other_one")
        if not number and (other or requested == CONFIRMATION) and ordinals(turn.without_entities):
            number = next(iter(numbers_at(turn)), None)
        if number and number != current:
            return await self._choose(turn, number)
        if not other:
            return []
        left = [order for order in await self.candidates(turn) if order.number != current]
        if not left:
            turn.say("utter_no_other_order")
            return ask_again(turn)
        rejected = SlotSet(REJECTED, [*turn.slot(REJECTED, []), current])
        meant = await with_what_is_named(turn, left) if turn.values("product") else left
        if len(meant) == 1:
            return [rejected, *self._with_order(meant[0].number)]
        return [rejected, SlotSet(ORDER, None), SlotSet(TOLD, None), *self.order_changed()]

    async def _read_order(self, turn: Turn) -> Events:
        number = turn.value("order_number") if self.speaks_to_form(turn) else None
        candidates = await self.candidates(turn)
        number = number or next(iter(numbers_at(turn, candidates)), None)
        if number:
            return await self._choose(turn, number)
        if self.declines(turn, ORDER):
            return declined()
        chooses = turn.intent in ("inform", "nlu_fallback") and not mentions(turn.text, "buying")
        if chooses or turn.intent in self.intents:
            meant = await with_what_is_named(turn, candidates)
            if meant:
                return self._narrowed(turn, candidates, meant) or ask_again(turn)
        if turn.intent in self.intents:
            return await self.again(turn)
        return self.missed(turn) if turn.intent in ANSWERS else []
