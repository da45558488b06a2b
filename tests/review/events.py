"""Events of conversations as Rasa's stores keep them."""

from __future__ import annotations

from typing import Any

from stores.feedback import FeedbackGiven

Event = dict[str, Any]


def said(text: str, intent: str, confidence: float = 0.9, *, at: float = 0.0, second: tuple[str, float] | None = None,
         entities: tuple[tuple[str, str], ...] = (), metadata: dict[str, Any] | None = None) -> Event:  # fmt: skip
    """A customer's message; entities are given as words and kind."""
    fallback = [{"name": "nlu_fallback", "confidence": 0.4}] if intent == "nlu_fallback" else []
    likely = [{"name": intent, "confidence": confidence}] if not fallback else []
    ranking = [*fallback, *likely]
    if second:
        ranking.append({"name": second[0], "confidence": second[1]})
    marks = [
        {"entity": kind, "value": words, "start": text.index(words), "end": text.index(words) + len(words)}
        for words, kind in entities
    ]
    answered = {"name": intent, "confidence": confidence}
    parsed = {"text": text, "intent": answered, "entities": marks, "intent_ranking": ranking}
    return {"event": "user", "timestamp": at, "text": text, "parse_data": parsed, "metadata": metadata or {}}


def did(action: str, *, at: float = 0.0) -> Event:
    """An action of the assistant."""
    return {"event": "action", "timestamp": at, "name": action}


def slot(name: str, value: Any, *, at: float = 0.0) -> Event:
    """A slot that was set."""
    return {"event": "slot", "timestamp": at, "name": name, "value": value}


def new_session(*, at: float = 0.0) -> Event:
    """The beginning of a session."""
    return {"event": "session_started", "timestamp": at}


def rated(opinion: str, of: float, *, at: float = 0.0) -> Event:
    """A click on a thumb under the answer to the message of a time."""
    return FeedbackGiven(opinion, of, at).as_dict()
