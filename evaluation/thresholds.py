"""Chooses when the assistant asks back: the two thresholds of Rasa's FallbackClassifier, from held-out sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.readings import OUT_OF_SCOPE, Reading

Numbers = npt.NDArray[Any]

#: A wrong answer costs the customer as much as so many needless questions back.
WRONG_COSTS = 3.0
THRESHOLDS = np.round(np.arange(0.0, 0.955, 0.01), 2)
MARGINS = np.round(np.arange(0.0, 0.405, 0.01), 2)
#: At most this share of the in-scope sentences is asked back needlessly.
MOST_NEEDLESS = 0.02
_RESAMPLES = 200
_SEED = 20261101


@dataclass(frozen=True)
class Outcome:
    """What customers get at a pair of thresholds, as shares.

    Attributes:
        right: In-scope sentences answered rightly.
        wrong: Sentences answered as something else than was meant; out-of-scope ones among them.
        needless: In-scope sentences asked back although the likeliest intent was right.
        saved: Sentences asked back whose answer would have been wrong.
        caught: Out-of-scope sentences declined or asked back; 1 where there are none.
        cost: Mean cost of a sentence: `wrong_costs` for a wrong answer, 1 for a needless question back.
    """

    right: float
    wrong: float
    needless: float
    saved: float
    caught: float
    cost: float


@dataclass(frozen=True)
class Choice:
    """The thresholds chosen.

    Attributes:
        threshold: `threshold` of FallbackClassifier.
        ambiguity: `ambiguity_threshold` of FallbackClassifier.
        outcome: What customers get with them.
        spread: Between which values `threshold` and `ambiguity` lie in 90 % of resamples of the sentences.
    """

    threshold: float
    ambiguity: float
    outcome: Outcome
    spread: tuple[tuple[float, float], tuple[float, float]]


class Trial:
    """Readings as numbers, on which thresholds are tried."""

    def __init__(self, readings: Sequence[Reading], wrong_costs: float = WRONG_COSTS) -> None:
        """Take readings.

        Args:
            readings: Held-out sentences as the model ranks their intents; whether they were declined does not count.
            wrong_costs: What a wrong answer costs in needless questions back.
        """
        self.wrong_costs = wrong_costs
        self.confidence = np.array([reading.confidence for reading in readings])
        self.margin = np.array([reading.margin for reading in readings])
        self.hit = np.array([reading.guess == reading.sentence.intent for reading in readings], dtype=bool)
        self.outside = np.array([reading.outside for reading in readings], dtype=bool)
        self.refused = np.array([reading.guess == OUT_OF_SCOPE for reading in readings], dtype=bool)

    def asked_back(self, threshold: float, ambiguity: float) -> Numbers:
        """Which sentences FallbackClassifier would ask back."""
        asked: Numbers = (self.confidence < threshold) | (self.margin < ambiguity)
        return asked

    def outcome(self, threshold: float, ambiguity: float) -> Outcome:
        """What customers get at a pair of thresholds."""
        asked, inside = self.asked_back(threshold, ambiguity), ~self.outside
        caught = asked | self.refused
        return Outcome(
            right=_mean((self.hit & ~asked)[inside]),
            wrong=_mean(~self.hit & ~asked),
            needless=_mean((self.hit & asked)[inside]),
            saved=_mean(~self.hit & asked),
            caught=_mean(caught[self.outside]) if self.outside.any() else 1.0,
            cost=_mean(self._costs(asked)),
        )

    def _costs(self, asked: Numbers) -> Numbers:
        needless = self.hit & asked & ~self.outside
        costs: Numbers = self.wrong_costs * (~self.hit & ~asked) + needless
        return costs

    def choose(self, most_needless: float = MOST_NEEDLESS) -> Choice:
        """Choose the pair with the lowest cost; among equals the middle, and the median over resamples.

        The lowest cost on these very sentences would be a pair that fits their accidents. So the choice is made again
        for many resamples of the sentences, and the median of those choices counts.

        Args:
            most_needless: Share of the in-scope sentences that may be asked back needlessly.
        """
        every = [(threshold, margin) for threshold in THRESHOLDS for margin in MARGINS]
        pairs = [pair for pair in every if self.outcome(*pair).needless <= most_needless]
        costs = np.stack([self._costs(self.asked_back(t, m)) for t, m in pairs]).astype(np.float32)
        random = np.random.default_rng(_SEED)
        count = len(self.confidence)
        weights = random.multinomial(count, np.full(count, 1 / count), size=_RESAMPLES).astype(np.float32)
        totals = costs @ weights.T
        places = np.array(pairs)
        picked = np.array([_middle(places, column) for column in totals.T])
        distances = np.abs(places - np.median(picked, axis=0)).sum(axis=1)
        threshold, ambiguity = (float(value) for value in pairs[int(distances.argmin())])
        low, high = np.percentile(picked, [5, 95], axis=0)
        spread = (
            (round(float(low[0]), 2), round(float(high[0]), 2)),
            (round(float(low[1]), 2), round(float(high[1]), 2)),
        )
        return Choice(threshold, ambiguity, self.outcome(threshold, ambiguity), spread)


def _middle(pairs: Numbers, costs: Numbers) -> Numbers:
    """The pair in the middle of those with the lowest cost: the one nearest to their mean."""
    best = pairs[costs <= costs.min() + 1e-6]
    nearest: Numbers = best[np.abs(best - best.mean(axis=0)).sum(axis=1).argmin()]
    return nearest


def _mean(values: Numbers) -> float:
    return float(values.mean()) if len(values) else 0.0
