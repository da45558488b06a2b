"""Checks an edited file before anything is merged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from review.personal import personal_data, stand_in
from review.sheet import Decision
from validation.annotations import parse
from validation.findings import Place
from validation.text import closest, folded, shortened
from validation.yaml_tree import Text

LANGUAGES = ("zh", "en", "mixed")


@dataclass(frozen=True)
class Known:
    """What the content has today.

    Attributes:
        intents: Intents of the domain.
        entities: Entities of the domain.
        examples: For each example, folded and without annotations: its intent and where it stands.
        names: Names of products and the like, folded, which are nobody's personal data.
    """

    intents: Collection[str]
    entities: Collection[str]
    examples: dict[str, tuple[str, str]]
    names: Collection[str] = ()


@dataclass(frozen=True)
class Problem:
    """Something wrong in an edited file.

    Attributes:
        kind: Key of its words in `findings.yml`.
        place: Where.
        values: What its words have places for.
    """

    kind: str
    place: Place
    values: dict[str, str]

    def said(self, language: str) -> str:
        """The problem in words, with its place."""
        words = _words()
        near = self.values.get("near", "")
        values = {**self.values, "near": words["near"][language].format(near=near) if near else ""}
        return f"{self.place}: {words[self.kind][language].format(**values)}"


@dataclass(frozen=True)
class Addition:
    """An example to be merged."""

    intent: str
    language: str
    example: str
    place: Place


def check(decisions: Iterable[Decision], known: Known) -> tuple[list[Addition], list[Problem], int]:
    """Check an edited file.

    Args:
        decisions: Its groups.
        known: What the content has today.

    Returns:
        What is to be added, what is wrong, and how many examples are there already.
    """
    additions: dict[str, Addition] = {}
    problems: list[Problem] = []
    repeated = 0
    for decision in decisions:
        problems += _group_problems(decision, known)
        if not decision.accepted:
            continue
        for example in decision.examples:
            problems += _example_problems(example, known)
            key, intent = folded(parse(example).plain), str(decision.intent or "")
            there = known.examples.get(key)
            if there is None and key in additions:
                there = (additions[key].intent, str(additions[key].place))
            if there is None:
                additions[key] = Addition(intent, str(decision.language or ""), str(example), example.place)
            elif there[0] == intent:
                repeated += 1
            else:
                values = {"value": shortened(example), "other": there[0], "where": there[1]}
                problems.append(Problem("other_intent", example.place, values))
    return list(additions.values()), problems, repeated


def _group_problems(decision: Decision, known: Known) -> Iterator[Problem]:
    if decision.undecided:
        yield Problem("undecided", decision.place, {"value": str(decision.accept or "")})
    if not decision.accepted:
        return
    if not decision.intent or decision.intent.is_null:
        yield Problem("no_intent", decision.place, {})
    elif decision.intent not in known.intents:
        near = closest(decision.intent, known.intents)
        yield Problem("unknown_intent", decision.intent.place, {"value": str(decision.intent), "near": near})
    if decision.language not in LANGUAGES:
        yield Problem("unknown_language", decision.place, {"value": str(decision.language or "")})
    if not decision.examples:
        yield Problem("no_examples", decision.place, {})
    for line in decision.lost:
        yield Problem("no_hyphen", line.place, {"value": shortened(line.strip())})


def _example_problems(example: Text, known: Known) -> Iterator[Problem]:
    annotated = parse(example)
    for _, piece in annotated.slips:
        yield Problem("broken_annotation", example.place, {"value": shortened(piece)})
    for span in annotated.spans:
        if span.entity not in known.entities:
            near = closest(span.entity, known.entities)
            yield Problem("unknown_entity", example.place, {"value": span.entity, "near": near})
    for found in personal_data(annotated.plain, known.names):
        instead = stand_in(found.kind, annotated.plain)
        values = {"value": found.text, "kind": found.kind.replace("_", " "), "instead": instead}
        yield Problem("personal_data", example.place, values)


def known_examples(examples: Sequence[tuple[str, str, str]]) -> dict[str, tuple[str, str]]:
    """Today's examples as `Known` wants them.

    Args:
        examples: Plain text, intent, and where it stands.
    """
    return {folded(plain): (intent, where) for plain, intent, where in examples}


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("findings.yml")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
