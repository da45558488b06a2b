"""The faster batches hold what Rasa's hold."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse
from rasa.utils.tensorflow.data_generator import RasaDataGenerator
from rasa.utils.tensorflow.feature_array import FeatureArray

from components.batches import batch_order, better_batches, sparse_batch


@pytest.mark.parametrize("kind", [scipy.sparse.coo_matrix, scipy.sparse.csr_matrix])
def test_same_values_as_rasa(kind: type) -> None:
    random = np.random.default_rng(0)
    dense = [(random.random((tokens, 7)) < 0.3).astype(float) for tokens in (3, 1, 5, 2)]
    matrices = [kind(part) for part in dense]
    array = FeatureArray(np.array(matrices, dtype=object), number_of_dimensions=3)
    expected = RasaDataGenerator._scipy_matrix_to_values(array)
    for ours, theirs in zip(sparse_batch(matrices), expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)
        assert ours.dtype == theirs.dtype


def test_rasa_is_left_as_it_was() -> None:
    before = RasaDataGenerator._scipy_matrix_to_values
    with better_batches():
        assert RasaDataGenerator._scipy_matrix_to_values is not before
    assert RasaDataGenerator._scipy_matrix_to_values is before


def test_batches_hold_every_sentence_once_and_similar_lengths() -> None:
    lengths = np.random.default_rng(1).integers(1, 80, size=1000)
    order = batch_order(lengths, 64)
    assert sorted(order) == list(range(1000))
    padding = [lengths[order[i : i + 64]].max() * 64 - lengths[order[i : i + 64]].sum() for i in range(0, 960, 64)]
    assert sum(padding) < lengths.sum() / 4
    assert len(order[-(1000 % 64) :]) == 1000 % 64
