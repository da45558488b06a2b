"""Thumbs up and down under an answer: kept in the conversation, where `make review` finds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.core.lock_store import LockError
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.answers import json_answer
from connectors.bodies import clean_text, json_object
from connectors.errors import ApiError
from connectors.web.protection import require_json, require_same_origin
from connectors.web.session import Session, Sessions
from stores.conversations import StoreUnavailable
from stores.feedback import OPINIONS, FeedbackGiven

ANSWER_LIMIT_CHARACTERS = 8000
_PART = "\n\n"  # Rasa sends an answer's paragraphs as messages of their own


async def give_feedback(
    request: Request, sessions: Sessions, conversation_of: Callable[[Session], str]
) -> HTTPResponse:
    """Take a customer's opinion of an answer: `{"feedback": "down", "answer": "…"}`.

    Args:
        request: The request; `answer` is the text of the answer, the last one where it is missing.
        sessions: Knows who is signed in.
        conversation_of: Names a customer's conversation.

    Raises:
        ApiError: Nobody is signed in, the body says nothing usable, or there is no such answer.
    """
    require_same_origin(request)
    sender = conversation_of(sessions.require(request))
    require_json(request)
    opinion, answer = _checked(json_object(request))
    agent = getattr(request.app.ctx, "agent", None)
    if agent is None or not agent.is_ready():
        raise ApiError("not_ready", parts="model")
    try:
        async with agent.lock_store.lock(sender):
            await _keep(agent.tracker_store, sender, opinion, answer)
    except StoreUnavailable as error:
        raise ApiError("store_unavailable") from error
    except LockError as error:
        raise ApiError("store_unavailable" if isinstance(error.__context__, StoreUnavailable) else "busy") from error
    return json_answer({})


def _checked(body: dict[str, Any]) -> tuple[str, str]:
    opinion, answer = body.get("feedback"), body.get("answer", "")
    if opinion not in OPINIONS or not isinstance(answer, str) or len(answer) > ANSWER_LIMIT_CHARACTERS:
        raise ApiError("feedback_invalid", limit=ANSWER_LIMIT_CHARACTERS)
    return str(opinion), clean_text(answer).strip()


async def _keep(store: Any, sender: str, opinion: str, answer: str) -> None:
    whole = await store.retrieve_full_tracker(sender)
    asked = _asked_for(whole, answer) if whole is not None else None
    if asked is None:
        raise ApiError("answer_unknown")
    given = FeedbackGiven(opinion, asked)
    if _last_opinion(whole, asked) == opinion:
        return  # clicked twice
    # Stores add what is new to the current session, also when the answer is from an earlier one.
    tracker = await store.retrieve(sender)
    tracker.update(given)
    await store.save(tracker)


def _asked_for(tracker: DialogueStateTracker, answer: str) -> float | None:
    """Time of the customer's last message that was answered so."""
    asked = found = None
    for event in tracker.events:
        if isinstance(event, UserUttered) and event.text:
            asked = event.timestamp
        elif isinstance(event, BotUttered) and asked is not None and _is_answer(event.text or "", answer):
            found = asked
    return found


def _is_answer(said: str, answer: str) -> bool:
    whole = said.strip()
    return not answer or answer == whole or answer in (part.strip() for part in whole.split(_PART))


def _last_opinion(tracker: DialogueStateTracker, asked: float) -> str | None:
    given = (event for event in reversed(tracker.events) if isinstance(event, FeedbackGiven))
    return next((event.opinion for event in given if event.of == asked), None)
