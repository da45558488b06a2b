"""The guard against typed commands.

Rasa takes any text that starts with `/` as an intent with entities, whoever wrote it. Here such a text is only let
through when it is exactly the payload of a button that the assistant offered a moment ago.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

#: How many of the assistant's last turns are looked at.
BOT_TURNS = 3
#: What a message of nothing but slashes becomes.
NOTHING_LEFT = "?"

_SLASHES = "/／⁄∕⧸╱"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
)
_COMMAND = re.compile(rf"[\s{_INVISIBLE}]*[{_SLASHES}][\s{_INVISIBLE}{_SLASHES}]*")


async def guarded_text(app: Sanic, sender: str, text: str) -> str:
    """A customer's text as it may be handed to Rasa.

    Args:
        app: The app with the agent, whose store knows what was offered.
        sender: The conversation.
        text: What the client sent.

    Returns:
        The payload of an offered button, unchanged; or ordinary text.
    """
    command = _COMMAND.match(text)
    if command is None:
        return text
    if text.startswith("/"):
        tracker = await app.ctx.agent.tracker_store.retrieve(sender)
        if tracker is not None and text in set(offered_payloads(tracker)):
            return text
    return text[command.end() :].strip() or NOTHING_LEFT


def offered_payloads(tracker: DialogueStateTracker, turns: int = BOT_TURNS) -> Iterator[str]:
    """Payloads of the buttons in the assistant's last turns, newest first.

    Args:
        tracker: The conversation.
        turns: How many turns of the assistant to look at.

    Yields:
        Payloads.
    """
    spoke = False
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered):
            spoke = True
            yield from (payload for payload, _ in buttons_of(event.data or {}))
        elif isinstance(event, UserUttered) and spoke:
            spoke, turns = False, turns - 1
            if turns == 0:
                return


def buttons_of(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Payload and title of the buttons of something the assistant said.

    Args:
        data: Its data: a message of the REST shape, or the data of a `BotUttered`.

    Returns:
        Pairs of payload and title.
    """
    buttons = [*(data.get("buttons") or []), *(data.get("quick_replies") or [])]
    pairs = ((b.get("payload"), b.get("title")) for b in buttons if isinstance(b, dict))
    return [(payload, str(title or payload)) for payload, title in pairs if isinstance(payload, str)]
