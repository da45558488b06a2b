"""Leaving a task, yes and no outside of one, bare values, and reaching a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet

from actions.base import Events, ShopAction, in_thread, shop
from actions.order_choice import SHOWN, numbers_at, orders_are_the_topic, with_what_is_named
from actions.order_questions import order_question
from actions.person import OFFERS
from actions.phrases import phrases
from actions.product_questions import ActionAskProductDetails
from actions.product_search import ActionSearchProduct
from actions.task_state import in_task, leave_task
from actions.turn import Turn
from understanding.quantities import bare_number
from understanding.references import is_position, mentions, positions

_SUMMARY_TURNS = 6  # customer messages that a ticket quotes
_SUMMARY_LENGTH = 1000  # characters


class ActionStop(ShopAction):
    """Leaves the task at hand."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_stop"

    async def answer(self, turn: Turn) -> Events:
        """Forget the task."""
        turn.say("utter_stopped" if in_task(turn) else "utter_nothing_to_stop")
        return leave_task()


class ActionGoodbye(ShopAction):
    """Takes leave; a task under way ends with it."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_goodbye"

    async def answer(self, turn: Turn) -> Events:
        """Say goodbye, and that nothing was changed where something was about to be; a position is no farewell."""
        if points_only(turn):
            return await ActionInform().answer(turn)
        left = _left_for(turn)
        turn.say("utter_goodbye")
        return left


class ActionAffirm(ShopAction):
    """A yes outside of a task: takes up the offer made just before."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_affirm"

    async def answer(self, turn: Turn) -> Events:
        """Open a ticket if a person was offered."""
        if _last_response(turn.tracker.events) in OFFERS:
            return await ActionOpenTicket().answer(turn)
        turn.say("utter_affirm_idle")
        return []


class ActionDeny(ShopAction):
    """A no outside of a task: another order or product than the one spoken of, or just a no."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_deny"

    async def answer(self, turn: Turn) -> Events:
        """Take up what is meant instead, if anything is."""
        if await _means_order(turn):
            return await order_question(turn).answer(turn)
        if positions(turn.without_entities, len(turn.slot("shown_products", []))):
            return await ActionAskProductDetails().answer(turn)
        turn.say("utter_deny_idle")
        return []


class ActionInform(ShopAction):
    """Answers a bare value (a name, a kind, an order number) in the light of what was spoken of."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_inform"

    async def answer(self, turn: Turn) -> Events:
        """Hand the value to the question it belongs to."""
        if await _means_order(turn):
            return await order_question(turn).answer(turn)
        if turn.values("product") or positions(turn.without_entities, len(turn.slot("shown_products", []))):
            return await ActionAskProductDetails().answer(turn)
        if turn.values("attribute") and turn.slot("focus_product"):
            return await ActionAskProductDetails().answer(turn)
        if any(turn.values(kind) for kind in ("category", "brand", "price")):
            return await ActionSearchProduct().answer(turn)
        turn.say("utter_inform_unclear")
        return []


async def _means_order(turn: Turn) -> bool:
    """Whether a bare value points at an order: by its number, or at one of those spoken of last."""
    if turn.values("order_number"):
        return True
    if turn.customer_id is None or not orders_are_the_topic(turn):
        return False
    if mentions(turn.text, "other_one") or numbers_at(turn):
        return True
    shown: list[str] = turn.slot(SHOWN, [])
    orders = [await in_thread(shop().orders.get, turn.customer_id, number) for number in shown]
    return bool(await with_what_is_named(turn, [order for order in orders if order]))


class ActionReportFault(ShopAction):
    """First help with a fault, by kind of product, and the ways on."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_report_fault"

    async def answer(self, turn: Turn) -> Events:
        """Tell what to try first."""
        lexicon = shop().lexicon
        category = None
        for words in (*turn.values("category"), turn.text):
            match = await in_thread(lexicon.category_in, words)
            if match:
                category = match.category.id
                break
        if category is None and turn.values("product"):
            matches = await in_thread(shop().search.find, turn.values("product")[0], 1)
            category = matches[0].product.category.id if matches else None
        kind = next((kind for kind, members in phrases()["fault_kinds"].items() if category in members), "other")
        turn.say(f"utter_fault_{kind}")
        turn.say("utter_fault_next")
        return []


class ActionOpenTicket(ShopAction):
    """Opens a ticket for a person, with the conversation's reference, and says its number."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_open_ticket"

    async def answer(self, turn: Turn) -> Events:
        """Open a ticket; a second wish in the same conversation names the first one."""
        left = _left_for(turn)
        kind = "complaint" if turn.intent == "complaint" else "human_agent"
        kept: dict[str, str] = turn.slot("tickets", {})
        if kind in kept:
            turn.say("utter_ticket_known", ticket=kept[kind])
            return left
        ticket = await in_thread(
            shop().tickets.open,
            kind,
            turn.tracker.sender_id,
            customer_id=turn.customer_id,
            summary=_summary(turn.tracker.events),
            language=turn.language,
        )
        turn.say(f"utter_ticket_{kind}", ticket=ticket.number)
        return [*left, SlotSet("tickets", {**kept, kind: ticket.number})]


def points_only(turn: Turn) -> bool:
    """Whether the message is nothing but a position in the list shown last ("#2", "3")."""
    length = len(turn.slot(SHOWN) or turn.slot("shown_products", []))
    if not length or in_task(turn):
        return False
    return is_position(turn.text) or (bare_number(turn.text) or length + 1) <= length


def _left_for(turn: Turn) -> Events:
    """End the task under way, if there is one, and say that nothing was changed."""
    if not in_task(turn):
        return []
    turn.say("utter_stopped")
    return leave_task()


def _last_response(events: list[dict[str, Any]]) -> str | None:
    """Name of the response said last."""
    said: dict[str, Any] = next((event for event in reversed(events) if event.get("event") == "bot"), {})
    name: str | None = (said.get("metadata") or {}).get("utter_action")
    return name


def _summary(events: list[dict[str, Any]]) -> str:
    """What the customer wrote last, for the person who takes over."""
    messages = [str(event.get("text") or "") for event in events if event.get("event") == "user"]
    return "\n".join(messages[-_SUMMARY_TURNS:])[-_SUMMARY_LENGTH:]
