"""Rasa's DIET with training batches that are put together better."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import scipy.sparse
import tensorflow as tf
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.diet_classifier import DIET, DIETClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.tensorflow.constants import SEQUENCE, SEQUENCE_LENGTH
from rasa.utils.tensorflow.crf import crf_sequence_score
from rasa.utils.tensorflow.data_generator import RasaBatchDataGenerator, RasaDataGenerator
from rasa.utils.tensorflow.feature_array import FeatureArray
from rasa.utils.tensorflow.layers import _scale_loss
from rasa.utils.tensorflow.model_data import RasaModelData
from rasa.utils.tensorflow.models import RasaModel
from tensorflow.keras.callbacks import Callback

from components.crf import log_norm
from components.implementation import implementation_fingerprint

Array = np.ndarray[Any, Any]
_POOL = 8  # batches within which sentences are sorted by length


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True
)
class ShopDIETClassifier(DIETClassifier):
    """Rasa's `DIETClassifier`; it differs in how batches are put together, and in `QuickDIET`.

    Sentences of similar length come into one batch (with `batch_strategy: sequence`): a batch is padded to its
    longest sentence, so in a random one most of the work goes into padding. And sparse features are stacked without
    a Python loop over examples.

    Fine-tuning leaves it as it is: a step over all examples takes longer than the linear models of the ensembles need
    to learn them anew, and these have the larger say.
    """

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The code of the network (see parent class)."""
        return implementation_fingerprint()

    @staticmethod
    def model_class() -> type[RasaModel]:
        """The network (see parent class)."""
        return QuickDIET

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopDIETClassifier:
        """Load a trained network; none for fine-tuning, which does not need it (see parent class)."""
        if execution_context.is_finetuning:
            return cls(config, model_storage, resource, execution_context)
        loaded: ShopDIETClassifier = super().load(config, model_storage, resource, execution_context, **kwargs)
        return loaded

    def train(self, training_data: TrainingData) -> Resource:
        """Train; when fine-tuning, what was trained stays where it is (see parent class)."""
        if self.finetune_mode:
            return self._resource
        with _better_batches():
            return super().train(training_data)


class QuickDIET(DIET):
    """Rasa's network, with averaged weights, trained without decoding and loaded without a training step.

    The weights at the ends of the last epochs are averaged: the network understands better, and what it understands
    depends less on chance and on the machine that trains it.

    Rasa decodes the entities of every training batch (Viterbi) only for the F1 in the progress bar. That number is
    left out here, and the sum over all tag sequences is computed with less work. And Rasa trains on one example to
    give the weights their sizes before it loads them; tracing the gradients for that takes most of a server's start.
    A forward pass creates the same weights.
    """

    def _calculate_entity_loss(
        self,
        inputs: tf.Tensor,
        tag_ids: tf.Tensor,
        mask: tf.Tensor,
        sequence_lengths: tf.Tensor,
        tag_name: str,
        entity_tags: tf.Tensor | None = None,
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        tag_ids = tf.cast(tag_ids[:, :, 0], tf.int32)
        if entity_tags is not None:
            inputs = tf.concat([inputs, self._tf_layers[f"embed.{tag_name}.tags"](entity_tags)], axis=-1)
        logits = self._tf_layers[f"embed.{tag_name}.logits"](inputs)
        crf = self._tf_layers[f"crf.{tag_name}"]
        if not crf.built:
            with tf.init_scope():
                crf.build(logits.shape)
        likelihood = crf_sequence_score(logits, tag_ids, sequence_lengths, crf.transition_params)
        likelihood -= log_norm(logits, sequence_lengths, crf.transition_params)
        loss = -likelihood * _scale_loss(likelihood) if crf.scale_loss else -likelihood
        return tf.reduce_mean(loss), tf.constant(0.0), logits

    def _update_metrics_to_log(self) -> None:
        super()._update_metrics_to_log()
        logged: list[str] = self.metrics_to_log  # type: ignore[has-type]
        self.metrics_to_log = [name for name in logged if not name.endswith("f1")]

    def fit(self, *args: Any, epochs: int = 1, callbacks: Sequence[Callback] = (), **kwargs: Any) -> Any:
        """Train (see parent class)."""
        return super().fit(*args, epochs=epochs, callbacks=[*callbacks, WeightAverage(epochs)], **kwargs)

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
        model = cls(*args, **kwargs)
        batch, _ = RasaBatchDataGenerator(model_data_example, batch_size=1)[0]
        model.batch_loss(batch)
        model.load_weights(model_file_name).expect_partial()
        if predict_data_example:
            model.run_inference(predict_data_example)
        return model


class WeightAverage(Callback):
    """Gives a network the mean of its weights at the ends of the last third of the epochs.

    Source: Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization" (UAI 2018).
    """

    def __init__(self, epochs: int) -> None:
        """Prepare.

        Args:
            epochs: Of the whole training; with fewer than four nothing is averaged.
        """
        super().__init__()
        self._first = epochs - math.ceil(epochs / 3)
        self._sums: list[Array] = []
        self._count = 0

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Add the weights of this epoch."""
        if epoch < self._first:
            return
        weights = [variable.numpy() for variable in self.model.trainable_variables]
        self._sums = [total + each for total, each in zip(self._sums, weights, strict=True)] if self._sums else weights
        self._count += 1

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Set the mean."""
        if self._count > 1:
            for variable, total in zip(self.model.trainable_variables, self._sums, strict=True):
                variable.assign(total / self._count)
        self._sums, self._count = [], 0


@contextmanager
def _better_batches() -> Iterator[None]:
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
