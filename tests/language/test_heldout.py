"""Held-out sentences, written by people who did not see the training examples."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.agent import Agent

from tests.actions.conversation import annotated
from tools.content import current_model

HELDOUT = Path(__file__).with_name("heldout.yml")
EXAMPLES = Path(__file__).parents[2] / "data" / "nlu.yml"
INTENT_FLOOR = 0.90  # share of right intents, below what was measured
LANGUAGE_FLOOR = 0.88
ENTITY_FLOOR = 0.88  # F1 over exact spans
OUT_OF_SCOPE_FLOOR = 0.88  # share of out-of-scope sentences that are declined or not understood


@dataclass(frozen=True)
class Reading:
    """A sentence with what was expected and what was understood."""

    text: str
    language: str
    intent: str
    understood: str
    spans: frozenset[tuple[int, int, str]]
    found: frozenset[tuple[int, int, str]]


def _sentences(path: Path = HELDOUT) -> Iterator[tuple[str, str, str]]:
    for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in block["examples"].splitlines():
            if line.strip():
                yield block["intent"], block["metadata"]["language"], line.strip().removeprefix("- ")


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    agent = Agent.load(str(current_model()))

    async def read() -> list[Reading]:
        result = []
        for intent, language, line in _sentences():
            text, entities = annotated(line)
            parsed: dict[str, Any] = await agent.parse_message(text)
            ranking = [entry["name"] for entry in parsed["intent_ranking"] if entry["name"] != "nlu_fallback"]
            understood = parsed["intent"]["name"] if intent == "out_of_scope" else ranking[0]
            spans = frozenset((e["start"], e["end"], e["entity"]) for e in entities)
            found = frozenset((e["start"], e["end"], e["entity"]) for e in parsed["entities"])
            result.append(Reading(text, language, intent, understood, spans, found))
        return result

    return asyncio.run(read())


def test_no_sentence_is_among_the_examples() -> None:
    examples = {_bare(line) for _, _, line in _sentences(EXAMPLES)}
    assert not [line for _, _, line in _sentences() if _bare(line) in examples]


def _bare(line: str) -> str:
    return annotated(line)[0].lower().strip(" .,!?。，！？~～、")


def _share_right(readings: list[Reading]) -> float:
    return sum(reading.intent == reading.understood for reading in readings) / len(readings)


def test_intents(readings: list[Reading]) -> None:
    in_scope = [reading for reading in readings if reading.intent != "out_of_scope"]
    wrong = "\n".join(f"{r.intent} -> {r.understood}: {r.text}" for r in in_scope if r.intent != r.understood)
    assert _share_right(in_scope) >= INTENT_FLOOR, wrong


@pytest.mark.parametrize("language", ["zh", "en", "mixed"])
def test_no_language_is_left_behind(readings: list[Reading], language: str) -> None:
    assert (
        _share_right([r for r in readings if r.language == language and r.intent != "out_of_scope"]) >= LANGUAGE_FLOOR
    )


def test_out_of_scope_is_caught(readings: list[Reading]) -> None:
    outside = [reading for reading in readings if reading.intent == "out_of_scope"]
    caught = [reading for reading in outside if reading.understood in ("out_of_scope", "nlu_fallback")]
    assert len(caught) / len(outside) >= OUT_OF_SCOPE_FLOOR


def test_entities(readings: list[Reading]) -> None:
    counts: dict[str, int] = defaultdict(int)
    for reading in readings:
        counts["right"] += len(reading.spans & reading.found)
        counts["missed"] += len(reading.spans - reading.found)
        counts["invented"] += len(reading.found - reading.spans)
    f1 = 2 * counts["right"] / (2 * counts["right"] + counts["missed"] + counts["invented"])
    assert f1 >= ENTITY_FLOOR, dict(counts)
