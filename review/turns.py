"""A conversation's events as turns: what the customer wrote, how it was read, what was done. Needs no Rasa."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from validation.ranking import Ranked

FALLBACK = "nlu_fallback"
REQUESTED_SLOT = "requested_slot"
_PAYLOAD = "/"
_NEW_SESSION = ("session_started", "restart")


@dataclass(frozen=True)
class Mark:
    """An entity in a message: from `start` to before `end`, in characters."""

    start: int
    end: int
    entity: str
    value: str = ""


@dataclass
class Turn(Ranked):
    """One message of a customer and what followed.

    Attributes:
        conversation: In which conversation.
        session: The how-manieth session of it.
        time: When, in seconds since 1970.
        text: What the customer wrote, or a button's payload.
        intent: What the answer went by; `nlu_fallback` where it was asked back.
        ranking: Intents with their confidences, the likeliest first, without the fallback.
        marks: The entities found.
        asked: The slot that the assistant had asked for, if it had.
        filled: Whether this message filled it.
        actions: What the assistant did.
        metadata: What the channel knows of the message.
        feedback: What the customer said of the answer by a click (`up`, `down`), if they did.
    """

    conversation: str
    session: int
    time: float
    text: str
    intent: str
    ranking: tuple[tuple[str, float], ...] = ()
    marks: tuple[Mark, ...] = ()
    asked: str | None = None
    filled: bool = False
    actions: list[str] = field(default_factory=list)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    feedback: str = ""

    @property
    def clicked(self) -> bool:
        """Whether this is a button's payload."""
        return self.text.startswith(_PAYLOAD)


def turns_of(conversation: str, events: Iterable[Mapping[str, Any]]) -> list[Turn]:
    """Read the turns of a conversation.

    Args:
        conversation: Its name.
        events: Its events, oldest first, as Rasa's stores keep them.
    """
    turns: list[Turn] = []
    session, asked = 0, None
    for event in events:
        kind = event.get("event")
        if kind in _NEW_SESSION:
            session, asked = session + 1, None
        elif kind == "user" and event.get("text"):
            turns.append(_turn(conversation, session, event, asked))
        elif kind == "slot":
            last = turns[-1] if turns and turns[-1].session == session else None
            if last and last.asked and last.asked == event.get("name") and event.get("value") is not None:
                last.filled = True
            if event.get("name") == REQUESTED_SLOT:
                asked = event.get("value")
        elif kind == "action" and turns and turns[-1].session == session:
            turns[-1].actions.append(str(event.get("name")))
        elif kind == "feedback":
            for turn in turns:
                if turn.time == event.get("of"):
                    turn.feedback = str(event.get("opinion"))
    return turns


def _turn(conversation: str, session: int, event: Mapping[str, Any], asked: str | None) -> Turn:
    parsed = event.get("parse_data") or {}
    ranking = tuple(
        (str(entry["name"]), float(entry.get("confidence") or 0.0))
        for entry in parsed.get("intent_ranking") or ()
        if entry.get("name") not in (None, FALLBACK)
    )
    marks = tuple(
        Mark(entity["start"], entity["end"], entity["entity"], str(entity.get("value", "")))
        for entity in parsed.get("entities") or ()
        if isinstance(entity.get("start"), int) and isinstance(entity.get("end"), int)
    )
    intent = (parsed.get("intent") or {}).get("name") or FALLBACK
    return Turn(
        conversation=conversation,
        session=session,
        time=float(event.get("timestamp") or 0.0),
        text=str(event["text"]),
        intent=intent,
        ranking=ranking,
        marks=marks,
        asked=asked,
        metadata=event.get("metadata") or {},
    )
