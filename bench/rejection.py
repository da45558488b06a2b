"""Chooses from validation sentences below which confidence a message is taken for out of scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evaluation.readings import OUT_OF_SCOPE, Reading


def choose_threshold(readings: Sequence[Reading], least_accuracy: float, least_recall: float) -> float:
    """Choose the confidence that keeps both limits most surely.

    Rejecting more catches more of what is out of scope and loses more of what is not. The distance to each limit is
    counted in standard errors of its own number of sentences, and the nearer limit decides: a small validation part
    says little about the recall, so a limit that is only just kept there would be missed elsewhere.

    Args:
        readings: Validation sentences, in scope and out of scope.
        least_accuracy: Limit of the share of in-scope sentences that are understood and not rejected.
        least_recall: Limit of the share of out-of-scope sentences that are rejected or known as such.

    Returns:
        A confidence; the middle one of those that are equally good.
    """
    confidence = np.array([reading.confidence for reading in readings])
    outside = np.array([reading.outside for reading in readings], dtype=bool)
    right = np.array([reading.guess == reading.sentence.intent for reading in readings], dtype=bool)
    refused = np.array([reading.guess == OUT_OF_SCOPE for reading in readings], dtype=bool)
    levels = np.unique(confidence)
    candidates = np.concatenate([[0.0], (levels[1:] + levels[:-1]) / 2])
    accuracy = np.array([(right & (confidence >= level))[~outside].mean() for level in candidates])
    recall = np.array([(refused | (confidence < level))[outside].mean() for level in candidates])
    surest = np.minimum(
        (accuracy - least_accuracy) / _standard_error(least_accuracy, int((~outside).sum())),
        (recall - least_recall) / _standard_error(least_recall, int(outside.sum())),
    )
    best = candidates[surest >= surest.max() - 1e-9]
    return float(best[len(best) // 2])


def rejected(readings: Sequence[Reading], threshold: float) -> list[Reading]:
    """The same readings with everything declined that is less sure than the threshold, and nothing else."""
    return [replace(reading, declined=reading.confidence < threshold) for reading in readings]


def _standard_error(share: float, sentences: int) -> float:
    return float(np.sqrt(share * (1 - share) / sentences))
