"""Scores over readings: per intent, per entity with exact spans, per language. Nothing but counting."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from evaluation.readings import FALLBACK, OUT_OF_SCOPE, Reading, Span


@dataclass
class Hits:
    """Counts of one intent, one entity, or all.

    Attributes:
        right: Found where they are.
        missed: There, but not found.
        invented: Found where there are none.
    """

    right: int = 0
    missed: int = 0
    invented: int = 0

    @property
    def support(self) -> int:
        """How many there are."""
        return self.right + self.missed

    @property
    def precision(self) -> float:
        """Share of the found ones that are right."""
        return share(self.right, self.right + self.invented)

    @property
    def recall(self) -> float:
        """Share of those that are there which were found."""
        return share(self.right, self.support)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return share(2 * self.right, 2 * self.right + self.missed + self.invented)


@dataclass(frozen=True)
class Part:
    """Scores of some of the sentences: those in one language, or all.

    Attributes:
        sentences: How many there are.
        accuracy: Share of the in-scope sentences whose likeliest intent is right.
        answered: Share of the in-scope sentences that were answered, and rightly.
        asked_back: Share of the in-scope sentences that were asked back.
        caught: Share of the out-of-scope sentences that were declined or asked back; `None` where there are none.
        entities: Counts over all entities, exact spans.
    """

    sentences: int
    accuracy: float
    answered: float
    asked_back: float
    caught: float | None
    entities: Hits


@dataclass(frozen=True)
class Confusion:
    """One intent taken for another.

    Attributes:
        intent: What is right.
        guess: What it was taken for.
        readings: The sentences, those with the surest mistake first.
        share: Share of the intent's sentences.
    """

    intent: str
    guess: str
    readings: tuple[Reading, ...]
    share: float


@dataclass(frozen=True)
class EntityMistake:
    """An entity that was not found as it is.

    Attributes:
        reading: The sentence.
        kind: `missed`, `invented`, `boundaries` (right entity, other span) or `label` (same span, other entity).
        right: What is there, if anything.
        found: What was found, if anything.
    """

    reading: Reading
    kind: str
    right: Span | None
    found: Span | None


@dataclass
class Scores:
    """All scores of a run.

    Attributes:
        overall: Over all sentences.
        languages: By language.
        intents: Counts by intent.
        entities: Counts by entity, exact spans.
        intents_in: Counts by language, then by intent.
        entities_in: Counts by language, then by entity.
        confusions: Intents taken for others, the worst first.
        entity_mistakes: Entities that were not found as they are.
    """

    overall: Part
    languages: dict[str, Part]
    intents: dict[str, Hits]
    entities: dict[str, Hits]
    intents_in: dict[str, dict[str, Hits]]
    entities_in: dict[str, dict[str, Hits]]
    confusions: list[Confusion]
    entity_mistakes: list[EntityMistake] = field(default_factory=list)

    @property
    def macro_f1(self) -> float:
        """Mean of the intents' F1, each counting the same."""
        counted = [hits.f1 for hits in self.intents.values() if hits.support]
        return share(sum(counted), len(counted))


def share(part: float, whole: float) -> float:
    """A share; nothing of nothing is nothing."""
    return part / whole if whole else 0.0


def score(readings: Sequence[Reading]) -> Scores:
    """Count everything.

    Args:
        readings: What the model made of each sentence.
    """
    by_language: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_language[reading.sentence.language].append(reading)
    return Scores(
        overall=part_of(readings),
        languages={language: part_of(by_language[language]) for language in sorted(by_language)},
        intents=intent_hits(readings),
        entities=entity_hits(readings),
        intents_in={language: intent_hits(by_language[language]) for language in sorted(by_language)},
        entities_in={language: entity_hits(by_language[language]) for language in sorted(by_language)},
        confusions=confusions(readings),
        entity_mistakes=[mistake for reading in readings for mistake in entity_mistakes(reading)],
    )


def part_of(readings: Sequence[Reading]) -> Part:
    """Scores of some sentences."""
    inside = [reading for reading in readings if not reading.outside]
    outside = [reading for reading in readings if reading.outside]
    entities = Hits()
    for hits in entity_hits(readings).values():
        entities.right += hits.right
        entities.missed += hits.missed
        entities.invented += hits.invented
    return Part(
        sentences=len(readings),
        accuracy=share(sum(reading.right for reading in inside), len(inside)),
        answered=share(sum(reading.right and not reading.declined for reading in inside), len(inside)),
        asked_back=share(sum(reading.declined for reading in inside), len(inside)),
        caught=share(sum(reading.right for reading in outside), len(outside)) if outside else None,
        entities=entities,
    )


def intent_hits(readings: Iterable[Reading]) -> dict[str, Hits]:
    """Counts per intent; an out-of-scope sentence that was asked back counts as found."""
    hits: dict[str, Hits] = defaultdict(Hits)
    for reading in readings:
        if reading.right:
            hits[reading.sentence.intent].right += 1
        else:
            hits[reading.sentence.intent].missed += 1
            hits[reading.guess].invented += 1
    return dict(sorted(hits.items()))


def entity_hits(readings: Iterable[Reading]) -> dict[str, Hits]:
    """Counts per entity: only the exact span with the right entity is right."""
    hits: dict[str, Hits] = defaultdict(Hits)
    for reading in readings:
        there, found = set(reading.sentence.spans), set(reading.found)
        for span in there:
            if span in found:
                hits[span.entity].right += 1
            else:
                hits[span.entity].missed += 1
        for span in found - there:
            hits[span.entity].invented += 1
    return dict(sorted(hits.items()))


def confusions(readings: Iterable[Reading]) -> list[Confusion]:
    """Intents taken for others, the worst first: by number of sentences, then by how sure the mistakes were."""
    totals: Counter[str] = Counter()
    pairs: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for reading in readings:
        totals[reading.sentence.intent] += 1
        if not reading.right:
            pairs[reading.sentence.intent, reading.guess].append(reading)
    found = [
        Confusion(
            intent, guess, tuple(sorted(wrong, key=lambda reading: -reading.confidence)), len(wrong) / totals[intent]
        )
        for (intent, guess), wrong in pairs.items()
    ]
    return sorted(found, key=lambda c: (-len(c.readings), -sum(r.confidence for r in c.readings), c.intent, c.guess))


def entity_mistakes(reading: Reading) -> list[EntityMistake]:
    """What is wrong with the entities of a sentence, one mistake for each piece of text."""
    missed = sorted(set(reading.sentence.spans) - set(reading.found))
    invented = sorted(set(reading.found) - set(reading.sentence.spans))
    mistakes = []
    for span in missed:
        same_place = [f for f in invented if (f.start, f.end) == (span.start, span.end)]
        same_entity = [f for f in invented if f.entity == span.entity and f.overlaps(span)]
        other = next(iter([*same_place, *same_entity]), None)
        kind = "missed" if other is None else "label" if same_place else "boundaries"
        mistakes.append(EntityMistake(reading, kind, span, other))
        if other is not None:
            invented.remove(other)
    return mistakes + [EntityMistake(reading, "invented", None, span) for span in invented]


def matrix(readings: Iterable[Reading]) -> tuple[list[str], list[str], list[list[int]]]:
    """The confusion matrix as customers meet it: what they wanted, and what the answer went by.

    Returns:
        Intents of the rows, intents of the columns (out of scope and the fallback last), and the counts.
    """
    counts: Counter[tuple[str, str]] = Counter((r.sentence.intent, r.answered_as) for r in readings)
    names = {name for pair in counts for name in pair}
    rows = sorted({intent for intent, _ in counts}, key=lambda name: (name == OUT_OF_SCOPE, name))
    extra = sorted(names - set(rows), key=lambda name: (name == FALLBACK, name))
    columns = [*rows, *extra]
    return rows, columns, [[counts[row, column] for column in columns] for row in rows]
