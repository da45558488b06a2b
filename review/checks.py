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
from validation.findings import Finding, Place, finding
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
class Addition:
    """An example to be merged."""

    intent: str
    language: str
    example: str
    place: Place


def check(decisions: Iterable[Decision], known: Known) -> tuple[list[Addition], list[Finding], int]:
    """Check an edited file.

    Args:
        decisions: Its groups.
        known: What the content has today.

    Returns:
        What is to be added, what is wrong, and how many examples are there already.
    """
    additions: dict[str, Addition] = {}
    problems: list[Finding] = []
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
                value, (other, where) = shortened(example), there
                problems.append(finding("other_intent", example.place, value=value, other=other, where=where))
    return list(additions.values()), problems, repeated


def _group_problems(decision: Decision, known: Known) -> Iterator[Finding]:
    if decision.undecided:
        yield finding("undecided", decision.place, value=str(decision.accept or ""))
    if not decision.accepted:
        return
    if not decision.intent or decision.intent.is_null:
        yield finding("no_intent", decision.place)
    elif decision.intent not in known.intents:
        near = closest(decision.intent, known.intents)
        yield finding("unknown_intent", decision.intent.place, value=str(decision.intent), near=near)
    if decision.language not in LANGUAGES:
        yield finding("unknown_language", decision.place, value=str(decision.language or ""))
    if decision.otherwise:
        yield finding("not_one_a_line", decision.otherwise)
    elif not decision.examples:
        yield finding("no_examples", decision.place)
    for line in decision.lost:
        yield finding("no_hyphen", line.place, value=shortened(line.strip()))


def _example_problems(example: Text, known: Known) -> Iterator[Finding]:
    annotated = parse(example)
    for _, piece in annotated.slips:
        yield finding("broken_annotation", example.place, value=shortened(piece))
    for span in annotated.spans:
        if span.entity not in known.entities:
            near = closest(span.entity, known.entities)
            yield finding("unknown_entity", example.place, value=span.entity, near=near)
    for found in personal_data(annotated.plain, known.names):
        instead = stand_in(found.kind, annotated.plain)
        kind = found.kind.replace("_", " ")
        yield finding("personal_data", example.place, value=found.text, kind=kind, instead=instead)


def known_examples(examples: Sequence[tuple[str, str, str]]) -> dict[str, tuple[str, str]]:
    """Today's examples as `Known` wants them.

    Args:
        examples: Plain text, intent, and where it stands.
    """
    return {folded(plain): (intent, where) for plain, intent, where in examples}


def words_of(problem: Finding, language: str) -> str:
    """A problem in words, with its place.

    Args:
        problem: Something that `check` found.
        language: `zh` or `en`.
    """
    words, near = _words(), problem.values.get("near", "")
    values = {**problem.values, "near": words["near"][language].format(near=near) if near else ""}
    return f"{problem.place}: {words[problem.kind][language].format(**values)}"


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("findings.yml")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
