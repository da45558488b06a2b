"""Explaining technical words."""

from __future__ import annotations

from actions.base import Events, ShopAction, in_thread, shop
from actions.person import person_button
from actions.phrases import joined
from actions.product_view import payload
from actions.turn import Turn

_NEAR = 3


class ActionExplainTerm(ShopAction):
    """Explains a technical word in plain words, from the shop's glossary."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_explain_term"

    async def answer(self, turn: Turn) -> Events:
        """Explain each word asked about."""
        words = turn.values("term") or turn.values("attribute") or [turn.text]
        for word in words[:3]:
            term = await in_thread(shop().terms.find, word)
            if term is not None:
                turn.say(
                    "utter_term", term=term.names.get(turn.language), explanation=term.explanation.get(turn.language)
                )
                continue
            near = await in_thread(shop().terms.near, word, _NEAR)
            if near:
                names = [candidate.names.get(turn.language) for candidate in near]
                buttons = [{"title": name, "payload": payload("explain_term", term=name)} for name in names]
                turn.say("utter_term_near", buttons, term=word[:40], near=joined(turn.language, names))
            else:
                turn.say("utter_term_unknown", [person_button(turn.language)], term=word[:40])
        return []
