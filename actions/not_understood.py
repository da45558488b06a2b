"""What the shop has no task for, and what was not understood."""

from __future__ import annotations

from typing import Any

from actions.base import Events, ShopAction
from actions.dialogue import ActionInform, points_only
from actions.person import offer_buttons
from actions.phrases import phrases
from actions.product_view import payload
from actions.turn import Turn
from understanding.language import requested_language

_LIKELIEST = 3
_CHIT_CHAT = {"greet", "goodbye", "thank", "affirm", "deny", "stop", "bot_challenge", "inform"}  # nothing to choose


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
        """Offer meanings or a person; a position in the list shown last is understood all the same."""
        if points_only(turn):
            return await ActionInform().answer(turn)
        if requested_language(turn.text):
            turn.say("utter_language_switched")
            return []
        words = phrases()["intents"]
        if _failed_before(turn.tracker.events):
            turn.say("utter_offer_human", offer_buttons(turn.language))
            return []
        ranking: list[dict[str, Any]] = (turn.tracker.latest_message or {}).get("intent_ranking") or []
        names = [str(entry.get("name")) for entry in ranking]
        likely = [name for name in names if name in words and name not in _CHIT_CHAT][:_LIKELIEST]
        named = {e["entity"]: str(e["value"]) for e in reversed(turn.entities) if e["entity"] != "price"}
        buttons = [
            {"title": words[intent][turn.language], "payload": payload(intent, **named)} for intent in likely
        ] or offer_buttons(turn.language)
        turn.say("utter_clarify", buttons)
        return []


def _failed_before(events: list[dict[str, Any]]) -> bool:
    """Whether the customer's message before this one was not understood either."""
    messages = [event for event in events if event.get("event") == "user"]
    if len(messages) < 2:
        return False
    intent = ((messages[-2].get("parse_data") or {}).get("intent") or {}).get("name")
    return bool(intent == "nlu_fallback")
