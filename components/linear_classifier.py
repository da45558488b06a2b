"""A linear classifier of texts: weighted n-grams, one support vector machine a label, confidences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
from joblib import parallel_backend
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC

Array = np.ndarray[Any, Any]
_CALIBRATION = 5  # every fifth example
_SHARPNESS = np.linspace(2.0, 16.0, 29)
_USUAL_SHARPNESS = 6.0  # where there are too few examples to hold any back
_SEED = 20


class LinearClassifier:
    """Support vector machines over TF-IDF weights of named features; their scores become confidences by a softmax.

    Sources: Salton and Buckley, "Term-weighting approaches in automatic text retrieval" (1988); Fan et al.,
    "LIBLINEAR" (JMLR 2008); Guo et al., "On Calibration of Modern Neural Networks" (ICML 2017) for the sharpness, which
    is the one that makes held-back examples likeliest.
    """

    def __init__(self, vocabulary: dict[str, int], rarity: Array, weights: Array, labels: list[str], sharpness: float):
        """Create a trained classifier; `LinearClassifier.fit` trains one.

        Args:
            vocabulary: Feature to row of `weights`.
            rarity: Inverse document frequency of each feature, shape (features,).
            weights: Shape (features + 1, labels); the last row is the bias.
            labels: What is told apart.
            sharpness: Factor of the scores before the softmax.
        """
        self.labels = labels
        self.sharpness = sharpness
        self._vocabulary = vocabulary
        self._rarity = rarity
        self._weights = weights

    @classmethod
    def fit(
        cls,
        rows: Sequence[Collection[str]],
        labels: Sequence[str],
        min_count: int,
        sharpness: float | None = None,
    ) -> LinearClassifier:
        """Train.

        Args:
            rows: The features of each example.
            labels: The label of each example; at least two different ones.
            min_count: How often a feature must occur to be kept.
            sharpness: Factor of the scores before the softmax, where it is known from a training with nearly the same
                examples; it takes half of the time to find it.

        Returns:
            The classifier.
        """
        whole = cls._fit(rows, labels, min_count)
        if sharpness is not None:
            whole.sharpness = sharpness
            return whole
        held = [place % _CALIBRATION == 0 for place in _spread(labels)]
        learned = [(row, label) for row, label, out in zip(rows, labels, held, strict=True) if not out]
        checked = [(row, label) for row, label, out in zip(rows, labels, held, strict=True) if out]
        trial = cls._fit([row for row, _ in learned], [label for _, label in learned], min_count)
        known = {label: column for column, label in enumerate(trial.labels)}
        checked = [(row, label) for row, label in checked if label in known]
        if checked:
            scores = np.array([trial._scores(row) for row, _ in checked])
            right = np.array([known[label] for _, label in checked])
            whole.sharpness = float(min(_SHARPNESS, key=lambda factor: _surprise(factor * scores, right)))
        return whole

    @classmethod
    def _fit(cls, rows: Sequence[Collection[str]], labels: Sequence[str], min_count: int) -> LinearClassifier:
        counts = Counter(feature for row in rows for feature in set(row))
        kept = sorted(feature for feature, count in counts.items() if count >= min_count) or sorted(counts)
        vocabulary = {feature: column for column, feature in enumerate(kept)}
        rarity = 1 + np.log((1 + len(rows)) / (1 + np.array([counts[feature] for feature in kept], dtype=float)))
        names = sorted(set(labels))
        # With two labels the machine has one plane; a copy of it for the other label keeps the shapes the same.
        with parallel_backend("threading"):  # each label's machine is trained alone, outside of Python's lock
            every = OneVsRestClassifier(LinearSVC(random_state=_SEED), n_jobs=-1)
            machines = every.fit(_matrix(rows, vocabulary, rarity), np.array(labels)).estimators_
        planes = np.hstack([np.vstack([machine.coef_.T, machine.intercept_]) for machine in machines])
        weights = np.hstack([-planes, planes]) if len(names) == 2 else planes
        return cls(vocabulary, rarity.astype(np.float32), weights.astype(np.float32), names, _USUAL_SHARPNESS)

    def confidences(self, features: Collection[str]) -> dict[str, float]:
        """Classify a text.

        Args:
            features: Its features; unknown ones say nothing.

        Returns:
            A confidence for each label; they add up to 1.
        """
        powers = np.exp(self.sharpness * self._scores(features))
        return dict(zip(self.labels, (powers / powers.sum()).tolist(), strict=True))

    def _scores(self, features: Collection[str]) -> Array:
        known = sorted(self._vocabulary[feature] for feature in set(features) if feature in self._vocabulary)
        rarity = self._rarity[known]
        length = np.linalg.norm(rarity) or 1.0
        scores = (rarity / length) @ self._weights[known] + self._weights[-1]
        return np.asarray(scores - scores.max())

    def save(self, path: Path) -> None:
        """Write the classifier to an `.npz` file, which holds numbers and texts but no code."""
        np.savez_compressed(
            path,
            features=np.array("\n".join(self._vocabulary)),
            labels=np.array("\n".join(self.labels)),
            rarity=self._rarity,
            weights=self._weights,
            sharpness=np.array(self.sharpness),
        )

    @classmethod
    def load(cls, path: Path) -> LinearClassifier:
        """Read a classifier that `save` wrote."""
        with np.load(path, allow_pickle=False) as kept:
            features = str(kept["features"]).split("\n")
            vocabulary = {feature: column for column, feature in enumerate(features)}
            labels = str(kept["labels"]).split("\n")
            return cls(vocabulary, kept["rarity"], kept["weights"], labels, float(kept["sharpness"]))


def _spread(labels: Sequence[str]) -> list[int]:
    """Number the examples of each label."""
    seen: Counter[str] = Counter()
    places = []
    for label in labels:
        places.append(seen[label] + 1)
        seen[label] += 1
    return places


def _matrix(rows: Sequence[Collection[str]], vocabulary: dict[str, int], rarity: Array) -> scipy.sparse.csr_matrix:
    """TF-IDF weights of length 1, shape (rows, features)."""
    columns, values, ends = [], [], [0]
    for row in rows:
        known = sorted(vocabulary[feature] for feature in set(row) if feature in vocabulary)
        weights = rarity[known]
        columns += known
        values += (weights / (np.linalg.norm(weights) or 1.0)).tolist()
        ends.append(len(columns))
    return scipy.sparse.csr_matrix((values, columns, ends), shape=(len(rows), len(vocabulary)))


def _surprise(scores: Array, right: Array) -> float:
    """Mean negative logarithm of the confidences in what is right."""
    highest = scores.max(axis=1, keepdims=True)
    sums = highest[:, 0] + np.log(np.exp(scores - highest).sum(axis=1))
    return float((sums - scores[np.arange(len(right)), right]).mean())
