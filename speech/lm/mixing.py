"""A small model of the shop's own sentences, mixed with the general language (linear interpolation)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from speech.lm.model import END, START, BackoffModel, Gram

#: Share of the shop's own model; chosen by perplexity on sentences of neither model.
OWN_SHARE = 0.8
#: General word pairs are taken in where they are this likely, and so much likelier than the second word alone.
LEAST_PROBABILITY = 0.002
LEAST_GAIN = 4.0

General = Callable[[Gram], float]


def mixed(own: BackoffModel, general: General, common: Collection[str], share: float = OWN_SHARE) -> BackoffModel:
    """Mix two models.

    Args:
        own: The shop's own model; its words are the vocabulary.
        general: Probability of an n-gram's last word after the others; 0 for words it does not know.
        common: Words whose pairs are looked up in the general model.
        share: Weight of the shop's own model, from 0 to 1.

    Returns:
        A model of the same words whose probabilities sum to one after every context.
    """
    unigrams = {gram: share * value + (1 - share) * general(gram) for gram, value in own.probabilities[0].items()}
    unigrams.pop((START,), None)
    total = sum(unigrams.values())
    tables: list[dict[Gram, float]] = [{gram: value / total for gram, value in unigrams.items()}]
    for size in range(2, own.order + 1):
        grams = set(own.probabilities[size - 1])
        if size == 2:
            grams |= _general_pairs(general, common)
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
