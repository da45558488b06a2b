"""The figures that the language benchmarks report, counted by `evaluation.scores`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from bench.rejection import choose_threshold, rejected
from evaluation.readings import Reading, Sentence
from evaluation.scores import Hits, entity_hits, intent_hits, part_of, score, share
from understanding.language import detect_language

NO_LANGUAGE = "none"  # numbers, codes, names
WEAK = 0.85


def written_in(sentence: Sentence) -> str:
    """The language in which a customer who writes this is answered."""
    return detect_language(sentence.text) or NO_LANGUAGE


def accuracy(readings: Sequence[Reading]) -> float:
    """Share of the sentences whose likeliest intent is right; each has one intent, so this is the micro-F1 too."""
    return share(sum(reading.guess == reading.sentence.intent for reading in readings), len(readings))


def brief(readings: Sequence[Reading]) -> dict[str, Any]:
    """The figures that are compared: accuracy over all intents, and F1 of the entities with their exact spans."""
    entity_f1 = part_of(readings).entities.f1
    return {"sentences": len(readings), "accuracy": _rounded(accuracy(readings)), "entity_f1": _rounded(entity_f1)}


def intents_and_entities(readings: Sequence[Reading]) -> dict[str, Any]:
    """For a set with both: micro-F1 of the intents, exact-span micro-F1 of the entities, and each kind of entity."""
    figures, scores = brief(readings), score(rejected(readings, 0.0))
    return {
        "sentences": figures["sentences"],
        "intent_f1": figures["accuracy"],
        "entity_f1": figures["entity_f1"],
        "entity_overlap_f1": _rounded(overlap_f1(readings)),
        "intent_macro_f1": _rounded(scores.macro_f1),
        "entities": _by_entity(scores.entities),
        "weak_intents": weak_intents(readings),
    }


def overlap_f1(readings: Sequence[Reading]) -> float:
    """F1 of the entities where a span of the right kind that shares a character with the annotated one is enough.

    So the first publications about the NLU-Benchmark (HWU64) counted; its figures cannot be compared with exact spans.
    """
    hits = Hits()
    for reading in readings:
        left = list(reading.sentence.spans)
        for span in reading.found:
            met = next((other for other in left if other.entity == span.entity and other.overlaps(span)), None)
            if met is None:
                hits.invented += 1
            else:
                left.remove(met)
                hits.right += 1
        hits.missed += len(left)
    return hits.f1


def intents_alone(readings: Sequence[Reading]) -> dict[str, Any]:
    """For a set without entities: accuracy and macro-F1."""
    macro_f1 = score(rejected(readings, 0.0)).macro_f1
    return {
        "sentences": len(readings),
        "accuracy": _rounded(accuracy(readings)),
        "macro_f1": _rounded(macro_f1),
        "weak_intents": weak_intents(readings),
    }


def with_rejections(
    readings: Sequence[Reading], validation: Sequence[Reading], least_accuracy: float, least_recall: float
) -> dict[str, Any]:
    """For a set with sentences that are out of scope.

    Args:
        readings: Test sentences.
        validation: Sentences from which the threshold is chosen, and nothing else.
        least_accuracy: Limit of the accuracy, see `choose_threshold`.
        least_recall: Limit of the recall.

    Returns:
        In-scope accuracy and recall of what is out of scope: with the threshold, and by the intent `out_of_scope`
        alone.
    """
    threshold = choose_threshold(validation, least_accuracy, least_recall)
    figures: dict[str, Any] = {"sentences": len(readings), "threshold": round(threshold, 6)}
    for suffix, level in (("", threshold), ("_without_rejections", 0.0)):
        for prefix, part in (("", readings), ("validation_", validation)):
            whole = part_of(rejected(part, level))
            figures[f"{prefix}accuracy{suffix}"] = _rounded(whole.answered)
            figures[f"{prefix}oos_recall{suffix}"] = _rounded(whole.caught or 0.0)
    return {**figures, "weak_intents": weak_intents(readings)}


def own_content(readings: Sequence[Reading]) -> dict[str, Any]:
    """For the content: every language and every intent must be understood.

    Languages are those in which customers are answered (`zh`, `en`); `blocks` are those under which the examples are
    written (`mixed` too). What only the fallback saves does not count as understood.
    """
    by_language: dict[str, list[Reading]] = defaultdict(list)
    by_block: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_language[written_in(reading.sentence)].append(reading)
        by_block[reading.sentence.language].append(reading)
    languages = {name: brief(part) for name, part in sorted(by_language.items())}
    blocks = {name: brief(part) for name, part in sorted(by_block.items())}
    compared = [part["accuracy"] for name, part in {**languages, **blocks}.items() if name != NO_LANGUAGE]
    overall, figures = part_of(readings), brief(readings)
    intents = _intents(readings)
    return {
        **figures,
        "in_scope_accuracy": _rounded(overall.accuracy),
        "out_of_scope_caught": _rounded(overall.caught or 0.0),
        "language_difference": _rounded(min(compared, default=0.0) - figures["accuracy"]),
        "weakest_intent": min((_weaker(entry) for entry in intents.values()), default=0.0),
        "languages": languages,
        "blocks": blocks,
        "weak_intents": weak_intents(readings),
        "entities": _by_entity(entity_hits(readings)),
    }


def weak_intents(readings: Sequence[Reading]) -> dict[str, dict[str, Any]]:
    """Intents with an F1 or a recall below 0.85, the weakest first."""
    weak = {name: entry for name, entry in _intents(readings).items() if _weaker(entry) < WEAK}
    return dict(sorted(weak.items(), key=lambda item: _weaker(item[1])))


def _intents(readings: Sequence[Reading]) -> dict[str, dict[str, Any]]:
    return {
        name: {"f1": _rounded(hits.f1), "recall": _rounded(hits.recall), "sentences": hits.support}
        for name, hits in intent_hits(rejected(readings, 0.0)).items()
        if hits.support
    }


def _by_entity(hits: dict[str, Hits]) -> dict[str, dict[str, Any]]:
    return {name: {"f1": _rounded(each.f1), "spans": each.support} for name, each in hits.items()}


def _weaker(entry: dict[str, Any]) -> float:
    return float(min(entry["f1"], entry["recall"]))


def _rounded(value: float) -> float:
    return round(value, 4)
