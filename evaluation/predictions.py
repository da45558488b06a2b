"""Runs the model over test sentences. The only module here that imports Rasa."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evaluation.errors import EvaluationError
from evaluation.readings import FALLBACK, Reading, Sentence, Span

_STEPS = 10  # how often progress is told


def predict(sentences: Sequence[Sentence], model: Path, tell: Callable[[str], None]) -> list[Reading]:
    """Let a model read sentences.

    Args:
        sentences: What to read.
        model: The model's archive.
        tell: Called with a line of progress now and then.

    Raises:
        EvaluationError: There is no such model.
    """
    if not model.is_file():
        raise EvaluationError("K850", path=model)
    from runtime.quiet import configure_logging, hush, hush_tensorflow

    hush()
    configure_logging()
    hush_tensorflow()
    from rasa.core.agent import Agent

    tell(f"Loading the model {model.name} …")
    agent = Agent.load(str(model))

    async def read() -> list[Reading]:
        readings = []
        for number, sentence in enumerate(sentences, 1):
            readings.append(reading_of(sentence, await agent.parse_message(sentence.text)))
            if number * _STEPS // len(sentences) > (number - 1) * _STEPS // len(sentences):
                tell(f"Read {number} of {len(sentences)} sentences.")
        return readings

    return asyncio.run(read())


def reading_of(sentence: Sentence, parsed: dict[str, Any]) -> Reading:
    """Take what counts from Rasa's parse of a message.

    Args:
        sentence: The sentence that was parsed.
        parsed: What `Agent.parse_message` gave.
    """
    ranking = tuple(
        (str(entry["name"]), float(entry["confidence"]))
        for entry in parsed.get("intent_ranking") or ()
        if entry["name"] not in (FALLBACK, None)
    )
    found = {Span(entry["start"], entry["end"], entry["entity"]) for entry in parsed.get("entities") or ()}
    declined = (parsed.get("intent") or {}).get("name") in (FALLBACK, None)
    return Reading(sentence, ranking, declined, tuple(sorted(found)))
