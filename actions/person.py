"""Offering a person: the buttons, and the answers that make the offer."""

from __future__ import annotations

from actions.phrases import phrases

#: Answers that offer a person; a yes to one of them opens a ticket.
OFFERS = (
    "utter_offer_human",
    "utter_internal_error",
    "utter_spec_unknown",
    "utter_term_unknown",
)


def person_button(language: str) -> dict[str, str]:
    """A button that asks for a person."""
    return _button("contact_human_agent", language)


def offer_buttons(language: str) -> list[dict[str, str]]:
    """A person, or what the assistant can do."""
    return [person_button(language), _button("ask_help", language)]


def task_help_buttons(language: str) -> list[dict[str, str]]:
    """A person, or leaving the task."""
    return [person_button(language), _button("stop", language)]


def _button(intent: str, language: str) -> dict[str, str]:
    return {"title": phrases()["intents"][intent][language], "payload": f"/{intent}"}
