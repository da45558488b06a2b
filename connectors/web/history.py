"""A customer's own conversation as the page shows it."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from connectors.payloads import buttons_of

CUSTOMER = "customer"
ASSISTANT = "assistant"
LAST_MESSAGES = 50
_SHOWN = ("image", "buttons", "attachment", "custom")


def last_messages(tracker: DialogueStateTracker | None, limit: int = LAST_MESSAGES) -> list[dict[str, Any]]:
    """The last messages of a conversation, oldest first.

    Args:
        tracker: All sessions of the conversation.
        limit: How many messages.

    Returns:
        Messages: `from`, `at` (seconds since 1970), and what was said in the REST shape. A pressed button shows its
        title, not its payload.
    """
    titles: dict[str, str] = {}
    shown: list[dict[str, Any]] = []
    for event in tracker.events if tracker is not None else ():
        if isinstance(event, BotUttered):
            titles.update(buttons_of(event.data or {}))
            shown.append(_said(event))
        elif isinstance(event, UserUttered) and event.text:
            text = titles.get(event.text, event.text)
            shown.append({"from": CUSTOMER, "at": event.timestamp, "text": text})
    return shown[-limit:]


def _said(event: BotUttered) -> dict[str, Any]:
    data = event.data or {}
    message: dict[str, Any] = {"from": ASSISTANT, "at": event.timestamp}
    if event.text:
        message["text"] = event.text
    message.update({key: data[key] for key in _SHOWN if data.get(key)})
    return message
