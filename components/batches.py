"""Training batches that are put together better than Rasa's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import scipy.sparse
from rasa.shared.nlu.constants import TEXT
from rasa.utils.tensorflow.constants import SEQUENCE, SEQUENCE_LENGTH
from rasa.utils.tensorflow.data_generator import RasaDataGenerator
from rasa.utils.tensorflow.feature_array import FeatureArray

Array = np.ndarray[Any, Any]
_POOL = 8  # batches within which sentences are sorted by length


@contextmanager
def better_batches() -> Iterator[None]:
    """Change Rasa's generator inside the block; it offers no way to choose another one."""
    stack, order = RasaDataGenerator._scipy_matrix_to_values, RasaDataGenerator._shuffle_and_balance

    def stacked(array_of_sparse: FeatureArray) -> list[Array]:
        if array_of_sparse.number_of_dimensions == 4:
            return list(stack(array_of_sparse))
        return sparse_batch(list(array_of_sparse))

    def ordered(generator: Any, batch_size: int) -> Any:
        model_data = generator.model_data
        lengths = model_data.data.get(TEXT, {}).get(SEQUENCE_LENGTH)
        if not generator.shuffle or generator.batch_strategy != SEQUENCE or not lengths:
            return order(generator, batch_size)
        return model_data._data_for_ids(model_data.data, batch_order(np.array(lengths[0]), batch_size))

    RasaDataGenerator._scipy_matrix_to_values = staticmethod(stacked)
    RasaDataGenerator._shuffle_and_balance = ordered
    try:
        yield
    finally:
        RasaDataGenerator._scipy_matrix_to_values = staticmethod(stack)
        RasaDataGenerator._shuffle_and_balance = order


def batch_order(lengths: Array, batch_size: int) -> Array:
    """Order sentences at random, but with similar lengths in each batch.

    Args:
        lengths: Number of tokens of each sentence, shape (sentences,).
        batch_size: Sentences a batch.

    Returns:
        Indices of the sentences in the order of training, shape (sentences,); an incomplete batch comes last.
    """
    shuffled = np.random.permutation(len(lengths))
    pool = batch_size * _POOL
    pools = [shuffled[start : start + pool] for start in range(0, len(shuffled), pool)]
    by_length = np.concatenate([part[np.argsort(lengths[part], kind="stable")] for part in pools])
    batches = [by_length[start : start + batch_size] for start in range(0, len(by_length), batch_size)]
    last = [batches.pop()] if len(batches[-1]) < batch_size else []
    np.random.shuffle(order := list(range(len(batches))))
    return np.concatenate([batches[index] for index in order] + last)


def sparse_batch(matrices: list[scipy.sparse.spmatrix]) -> list[Array]:
    """Put sparse matrices together as TensorFlow takes them.

    Args:
        matrices: One matrix an example, shape (tokens, features).

    Returns:
        Indices of shape (values, 3), values, and the shape (examples, most tokens, features).
    """
    matrices = [matrix if isinstance(matrix, scipy.sparse.coo_matrix) else matrix.tocoo() for matrix in matrices]
    counts = [matrix.nnz for matrix in matrices]
    indices = np.empty((sum(counts), 3), dtype=np.int64)
    indices[:, 0] = np.repeat(np.arange(len(matrices)), counts)
    indices[:, 1] = np.concatenate([matrix.row for matrix in matrices])
    indices[:, 2] = np.concatenate([matrix.col for matrix in matrices])
    values = np.concatenate([matrix.data for matrix in matrices]).astype(np.float32)
    longest = max(matrix.shape[0] for matrix in matrices)
    return [indices, values, np.array((len(matrices), longest, matrices[0].shape[-1]), dtype=np.int64)]
