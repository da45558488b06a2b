"""Interpolated Kneser-Ney smoothing of weighted n-gram counts (Chen and Goodman 1998, section 4.1.6)."""

from __future__ import annotations

from collections.abc import Iterable

from speech.lm.model import END, START, BackoffModel, Gram

ORDER = 3
#: Discount where the counts do not tell one.
USUAL_DISCOUNT = 0.75
LEAST_DISCOUNT, MOST_DISCOUNT = 0.3, 0.95

Counts = dict[Gram, float]


def train(sentences: Iterable[tuple[Gram, float]], vocabulary: Iterable[str] = (), order: int = ORDER) -> BackoffModel:
    """Make a model.

    Args:
        sentences: Sentences in words, each with its weight (1 for a sentence that was said once).
        vocabulary: Words that the model must know even where no sentence has them.
        order: Length of the longest n-grams, in words.

    Returns:
        A model whose probabilities sum to one after every context.

    Raises:
        ValueError: There is no sentence.
    """
    counts = count(sentences, order)
    if not counts[0]:
        raise ValueError("A language model needs at least one sentence.")
    words = sorted({gram[0] for gram in counts[0]} | set(vocabulary) | {END} - {START})
    words = [word for word in words if word != START]
    levels = _with_continuations(counts)
    uniform = 1.0 / len(words)
    probabilities: list[dict[Gram, float]] = []
    backoffs: dict[Gram, float] = {}
    for size, level in enumerate(levels, 1):
        discount = _discount(level)
        totals: Counts = {}
        left: Counts = {}
        for gram, weight in level.items():
            totals[gram[:-1]] = totals.get(gram[:-1], 0.0) + weight
            left[gram[:-1]] = left.get(gram[:-1], 0.0) + min(discount, weight)
        found: dict[Gram, float] = {}
        for gram, weight in level.items():
            context = gram[:-1]
            lower = probabilities[-1][gram[1:]] if probabilities else uniform
            found[gram] = (weight - min(discount, weight) + left[context] * lower) / totals[context]
        if size == 1:
            unseen = left[()] / totals[()] * uniform
            found.update({(word,): unseen for word in words if (word,) not in found})
        else:
            backoffs.update({context: left[context] / totals[context] for context in totals})
        probabilities.append(found)
    return BackoffModel(probabilities, backoffs)


def count(sentences: Iterable[tuple[Gram, float]], order: int) -> list[Counts]:
    """Count n-grams.

    Args:
        sentences: Sentences in words with their weights.
        order: Length of the longest n-grams, in words.

    Returns:
        Weights by n-gram, for every length from one up; the mark of a start is only ever a context.
    """
    levels: list[Counts] = [{} for _ in range(order)]
    for sentence, weight in sentences:
        words = (START, *sentence, END)
        for at in range(1, len(words)):
            for size in range(1, min(order, at + 1) + 1):
                gram = words[at - size + 1 : at + 1]
                levels[size - 1][gram] = levels[size - 1].get(gram, 0.0) + weight
    return levels


def _with_continuations(counts: list[Counts]) -> list[Counts]:
    """Lower orders count in how many different places a word stands, not how often."""
    levels: list[Counts] = []
    for size, level in enumerate(counts[:-1], 1):
        places: Counts = {}
        for gram, weight in counts[size].items():
            places[gram[1:]] = places.get(gram[1:], 0.0) + min(1.0, weight)
        # Nothing stands before the start of a sentence: there the plain weights remain.
        levels.append({gram: places.get(gram, 0.0) or weight for gram, weight in level.items()})
    return [*levels, counts[-1]]


def _discount(level: Counts) -> float:
    once = sum(1 for weight in level.values() if 0.5 <= weight < 1.5)
    twice = sum(1 for weight in level.values() if 1.5 <= weight < 2.5)
    if not once or not twice:
        return USUAL_DISCOUNT
    return min(MOST_DISCOUNT, max(LEAST_DISCOUNT, once / (once + 2 * twice)))
