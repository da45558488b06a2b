"""Which of a recogniser's guesses is meant: the one that makes most sense to the assistant.

A misheard word changes the sentence, seldom what most guesses are about. Each guess votes for the intents that it may
have, with the weight of its confidence; among the guesses for the intent that wins, the likeliest is taken. Source of
the idea: Hakkani-Tür, Béchet, Riccardi and Tur, "Beyond ASR 1-best" (Computer Speech and Language, 2006).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from sanic import Sanic

from connectors.voice.wording import as_text
from speech.contract import Alternative, Transcript

logger = logging.getLogger(__name__)

#: Confidence of each intent that a text may have, by name.
Intents = Mapping[str, float]


def meant(heard: Sequence[Alternative], intents: Sequence[Intents]) -> int:
    """Choose among guesses.

    Args:
        heard: The guesses, the likeliest first.
        intents: The intents that each may have, for as many of the guesses as were read.

    Returns:
        The place of the guess that is meant; 0 where no guess has an intent.
    """
    return next(_fitting(_votes(heard, intents), intents), 0)


def decided(heard: Sequence[Alternative], intents: Sequence[Intents]) -> bool:
    """Whether the guesses that were not read yet can change nothing; see `meant`."""
    votes = _votes(heard, intents)
    first, second, *_ = [*sorted(votes.values(), reverse=True), 0.0, 0.0]
    left = sum(guess.confidence for guess in heard[len(intents) :])
    return first - second > left and any(True for _ in _fitting(votes, intents))


def _fitting(votes: Intents, intents: Sequence[Intents]) -> Iterator[int]:
    """The places of the guesses whose likeliest intent has most votes."""
    wish = max(votes, key=votes.__getitem__, default=None)
    return (place for place, found in enumerate(intents) if found and max(found, key=found.__getitem__) == wish)


def _votes(heard: Sequence[Alternative], intents: Sequence[Intents]) -> dict[str, float]:
    votes: dict[str, float] = {}
    for guess, found in zip(heard, intents, strict=False):
        for intent, confidence in found.items():
            votes[intent] = votes.get(intent, 0.0) + guess.confidence * confidence
    return votes


def intents_of(parsed: Mapping[str, Any]) -> dict[str, float]:
    """The intents in Rasa's parse of a message, without the one that stands for none.

    Args:
        parsed: What `Agent.parse_message` gave.
    """
    ranking = parsed.get("intent_ranking") or ()
    named = {entry["name"]: float(entry["confidence"]) for entry in ranking if entry.get("name")}
    return {name: share for name, share in named.items() if name != DEFAULT_NLU_FALLBACK_INTENT_NAME}


async def most_sensible(app: Sanic, transcript: Transcript) -> Transcript:
    """The transcript with the guess that the assistant understands best as its text.

    Args:
        app: The app with the agent; where that cannot read, the transcript stays as it was heard.
        transcript: What was heard; its confidence remains the recording's.
    """
    heard = transcript.guesses()
    if len(heard) == 1:
        return transcript
    intents: list[Intents] = []
    try:
        while len(intents) < len(heard) and not decided(heard, intents):
            text = as_text(heard[len(intents)].text)
            intents.append(intents_of(await app.ctx.agent.parse_message(text)))
            await asyncio.sleep(0)  # other messages go between
    except Exception:  # the recording was understood; what the model lacks, the message itself will tell
        logger.exception("The guesses at a recording could not be compared; the likeliest is taken.")
        return transcript
    place = meant(heard, intents)
    others = tuple(guess for at, guess in enumerate(heard) if at != place)
    return replace(transcript, text=heard[place].text, alternatives=others) if place else transcript
