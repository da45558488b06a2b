"""Rasa's DIET with training batches that are put together better."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.diet_classifier import DIET, DIETClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.tensorflow.constants import SEQUENCE, SEQUENCE_LENGTH
from rasa.utils.tensorflow.data_generator import RasaBatchDataGenerator, RasaDataGenerator
from rasa.utils.tensorflow.feature_array import FeatureArray
from rasa.utils.tensorflow.model_data import RasaModelData
from rasa.utils.tensorflow.models import RasaModel

_POOL = 8  # batches within which sentences are sorted by length


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class ShopDIETClassifier(DIETClassifier):
    """Rasa's `DIETClassifier`; only the preparation of its training batches differs.

    Sentences of similar length come into one batch (with `batch_strategy: sequence`): a batch is padded to its
    longest sentence, so in a random one most of the work goes into padding. And sparse features are stacked without
    a Python loop over examples.
    """

    @staticmethod
    def model_class() -> type[RasaModel]:
        """The network (see parent class)."""
        return QuickLoadingDIET

    def train(self, training_data: TrainingData) -> Resource:
        """Train (see parent class)."""
        with _better_batches():
            return super().train(training_data)


class QuickLoadingDIET(DIET):
    """Rasa's network, loaded without a training step.

    Rasa trains on one example to give the weights their sizes before it loads them; tracing the gradients for that
    takes most of a server's start. A forward pass creates the same weights.
    """

    @classmethod
    def load(
        cls,
        model_file_name: str,
        model_data_example: RasaModelData,
        predict_data_example: RasaModelData | None = None,
        finetune_mode: bool = False,
        *args: Any,
        **kwargs: Any,
    ) -> RasaModel:
        """Load trained weights (see parent class)."""
        if finetune_mode:
            return super().load(
                model_file_name, model_data_example, predict_data_example, finetune_mode, *args, **kwargs
            )
        model = cls(*args, **kwargs)
        batch, _ = RasaBatchDataGenerator(model_data_example, batch_size=1)[0]
        model.batch_loss(batch)
        model.load_weights(model_file_name).expect_partial()
        if predict_data_example:
            model.run_inference(predict_data_example)
        return model


@contextmanager
def _better_batches() -> Iterator[None]:
    """Change Rasa's generator inside the block; it offers no way to choose another one."""
    stack, order = RasaDataGenerator._scipy_matrix_to_values, RasaDataGenerator._shuffle_and_balance

    def stacked(array_of_sparse: FeatureArray) -> list[np.ndarray]:
        if array_of_sparse.number_of_dimensions == 4:
            return stack(array_of_sparse)
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


def batch_order(lengths: np.ndarray, batch_size: int) -> np.ndarray:
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


def sparse_batch(matrices: list[scipy.sparse.spmatrix]) -> list[np.ndarray]:
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
