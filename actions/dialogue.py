"""Leaving a task, bare values, what was not understood, and reaching a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.base import Events, ShopAction, in_thread, shop
from actions.order_questions import (
    ActionCheckCancellationFee,
    ActionCheckInvoice,
    ActionTrackOrder,
    ActionTrackRefund,
    OrderQuestion,
)
from actions.phrases import phrases
from actions.product_questions import ActionAskProductDetails
from actions.product_search import ActionSearchProduct
from actions.task_form import clear_task, in_task
from actions.turn import Turn
from understanding.language import requested_language
from understanding.references import ordinals

_LIKELIEST = 3
_SUMMARY_TURNS = 6  # customer messages that a ticket quotes
_SUMMARY_LENGTH = 1000  # characters
_ORDER_QUESTIONS: dict[str, type[OrderQuestion]] = {
    question.question: question
    for question in (ActionTrackOrder, ActionCheckCancellationFee, ActionCheckInvoice, ActionTrackRefund)
}


class ActionStop(ShopAction):
    """Leaves the task at hand."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_stop"

    async def answer(self, turn: Turn) -> Events:
        """Forget the task."""
        turn.say("utter_stopped" if in_task(turn) else "utter_nothing_to_stop")
        return [ActiveLoop(None), SlotSet("requested_slot", None), *clear_task()]


class ActionAffirm(ShopAction):
    """A yes outside of a task: takes up the offer made just before."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_affirm"

    async def answer(self, turn: Turn) -> Events:
        """Open a ticket if a person was offered."""
        if _last_response(turn.tracker.events) == "utter_offer_human":
            return await ActionOpenTicket().answer(turn)
        turn.say("utter_affirm_idle")
        return []


class ActionInform(ShopAction):
    """Answers a bare value (a name, a kind, an order number) in the light of what was spoken of."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_inform"

    async def answer(self, turn: Turn) -> Events:
        """Hand the value to the question it belongs to."""
        if turn.values("order_number"):
            question = _ORDER_QUESTIONS.get(turn.slot("order_question"), ActionTrackOrder)
            return await question().answer(turn)
        if turn.values("product") or (ordinals(turn.text) and turn.slot("shown_products")):
            return await ActionAskProductDetails().answer(turn)
        if turn.values("attribute") and turn.slot("focus_product"):
            return await ActionAskProductDetails().answer(turn)
        if any(turn.values(kind) for kind in ("category", "brand", "price")):
            return await ActionSearchProduct().answer(turn)
        turn.say("utter_inform_unclear")
        return []


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
        kind = "complaint" if turn.intent == "complaint" else "human_agent"
        kept: dict[str, str] = turn.slot("tickets", {})
        if kind in kept:
            turn.say("utter_ticket_known", ticket=kept[kind])
            return []
        ticket = await in_thread(
            shop().tickets.open,
            kind,
            turn.tracker.sender_id,
            customer_id=turn.customer_id,
            summary=_summary(turn.tracker.events),
            language=turn.language,
        )
        turn.say(f"utter_ticket_{kind}", ticket=ticket.number)
        return [SlotSet("tickets", {**kept, kind: ticket.number})]


class ActionOutOfScope(ShopAction):
    """Declines politely what the shop has no task for; a wish for a language is granted."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_out_of_scope"

    async def answer(self, turn: Turn) -> Events:
        """Decline."""
        turn.say("utter_language_switched" if requested_language(turn.text) else "utter_out_of_scope")
        return []


class ActionClarify(ShopAction):
    """Answers what was not understood: first the likeliest meanings, the second time a person."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_clarify"

    async def answer(self, turn: Turn) -> Events:
        """Offer meanings or a person."""
        if requested_language(turn.text):
            turn.say("utter_language_switched")
            return []
        words = phrases()["intents"]
        if _failed_before(turn.tracker.events):
            offer = {"title": words["contact_human_agent"][turn.language], "payload": "/contact_human_agent"}
            turn.say("utter_offer_human", [offer, {"title": words["ask_help"][turn.language], "payload": "/ask_help"}])
            return []
        ranking: list[dict[str, Any]] = (turn.tracker.latest_message or {}).get("intent_ranking") or []
        likely = [entry["name"] for entry in ranking if entry.get("name") in words][:_LIKELIEST]
        buttons = [{"title": words[intent][turn.language], "payload": f"/{intent}"} for intent in likely]
        turn.say("utter_clarify", buttons)
        return []


def _failed_before(events: list[dict[str, Any]]) -> bool:
    """Whether the customer's message before this one was not understood either."""
    messages = [event for event in events if event.get("event") == "user"]
    if len(messages) < 2:
        return False
    intent = ((messages[-2].get("parse_data") or {}).get("intent") or {}).get("name")
    return bool(intent == "nlu_fallback")


def _last_response(events: list[dict[str, Any]]) -> str | None:
    """Name of the response said last."""
    said: dict[str, Any] = next((event for event in reversed(events) if event.get("event") == "bot"), {})
    name: str | None = (said.get("metadata") or {}).get("utter_action")
    return name


def _summary(events: list[dict[str, Any]]) -> str:
    """What the customer wrote last, for the person who takes over."""
    messages = [str(event.get("text") or "") for event in events if event.get("event") == "user"]
    return "\n".join(messages[-_SUMMARY_TURNS:])[-_SUMMARY_LENGTH:]
