"""A small model of the shop's own sentences, mixed with the general language (linear interpolation)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from speech.lm.model import END, START, BackoffModel, Gram

#: Share of the shop's own model; chosen by perplexity on sentences of neither model.
OWN_SHARE = 0.7
#: General word pairs are taken in where they are this likely, and three words of which both pairs are where the last is
#: this likely; and only where a word is so much likelier than with one word less before it.
LEAST_PROBABILITY, LEAST_OF_THREE = 0.0005, 0.005
LEAST_GAIN = 2.5

General = Callable[[Gram], float]


def mixed(own: BackoffModel, general: General, common: Collection[str], share: float = OWN_SHARE) -> BackoffModel:
    """Mix two models.

    Args:
        own: The shop's own model; its words are the vocabulary.
        general: Probability of an n-gram's last word after the others; 0 for words it does not know.
        common: Words whose pairs, and what follows them, are looked up in the general model.
        share: Weight of the shop's own model, from 0 to 1.

    Returns:
        A model of the same words whose probabilities sum to one after every context.
    """
    unigrams = {gram: share * value + (1 - share) * general(gram) for gram, value in own.probabilities[0].items()}
    unigrams.pop((START,), None)
    total = sum(unigrams.values())
    tables: list[dict[Gram, float]] = [{gram: value / total for gram, value in unigrams.items()}]
    pairs = _general_pairs(general, common)
    more = {2: pairs, 3: _general_threes(general, pairs)}
    for size in range(2, own.order + 1):
        grams = own.probabilities[size - 1].keys() | more.get(size, set())
        tables.append({gram: share * own.probability(gram) + (1 - share) * general(gram) for gram in grams})
    result = BackoffModel(tables, {})
    _cap(result)
    result.renormalise()
    return result


def _general_pairs(general: General, common: Collection[str]) -> set[Gram]:
    words = [word for word in common if word not in (START, END) and general((word,)) > 0]
    alone = {word: general((word,)) for word in (*words, END)}
    return {
        (first, second)
        for first in (START, *words)
        for second, least in alone.items()
        if (probability := general((first, second))) > LEAST_PROBABILITY and probability > LEAST_GAIN * least
    }


def _general_threes(general: General, pairs: Collection[Gram]) -> set[Gram]:
    following: dict[str, list[tuple[str, float]]] = {}
    for first, second in pairs:
        following.setdefault(first, []).append((second, general((first, second))))
    return {
        (first, second, third)
        for first, second in pairs
        for third, least in following.get(second, ())
        if (probability := general((first, second, third))) > LEAST_OF_THREE and probability > LEAST_GAIN * least
    }


def _cap(model: BackoffModel) -> None:
    """Leave a little for what follows no context yet, also where rounding took it all."""
    for table in model.probabilities[1:]:
        totals: dict[Gram, float] = {}
        for gram, value in table.items():
            totals[gram[:-1]] = totals.get(gram[:-1], 0.0) + value
        for gram in table:
            total = totals[gram[:-1]]
            if total > 0.999:
                table[gram] *= 0.999 / total
