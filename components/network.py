"""Rasa's network, trained with less work."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from rasa.nlu.classifiers.diet_classifier import DIET
from rasa.utils.tensorflow.crf import crf_sequence_score
from rasa.utils.tensorflow.data_generator import RasaBatchDataGenerator
from rasa.utils.tensorflow.layers import _scale_loss
from rasa.utils.tensorflow.model_data import RasaModelData
from rasa.utils.tensorflow.models import RasaModel
from tensorflow.keras.callbacks import Callback

from components.crf import log_norm
from components.forward_pass import ForwardPass
from components.network_arrays import network_arrays
from components.sparse_rows import RowwiseAdam, use_sparse_rows

Array = np.ndarray[Any, Any]


class QuickDIET(DIET):
    """Rasa's network, with averaged weights, trained without decoding and loaded without a training step.

    The weights at the ends of the last epochs are averaged: the network understands better, and what it understands
    depends less on chance and on the machine that trains it.

    Rasa decodes the entities of every training batch (Viterbi) only for the F1 in the progress bar. That number is
    left out here, and the sum over all tag sequences is computed with less work. A step changes the weights of the
    features that occur in its batch, not those of all features.

    What is saved is the weights alone, for a `ForwardPass`. A network with parts that this does not know is saved as
    Rasa does it. To load that, Rasa trains on one example to give the weights their sizes; tracing the gradients for
    that takes most of a server's start. A forward pass creates the same weights.
    """

    def _prepare_layers(self) -> None:
        super()._prepare_layers()
        use_sparse_rows(self._tf_layers)

    def compile(self, optimizer: Any = None, *args: Any, **kwargs: Any) -> None:
        """Prepare for training (see parent class)."""
        if isinstance(optimizer, tf.keras.optimizers.Adam):
            optimizer = RowwiseAdam.from_config(optimizer.get_config())
        super().compile(optimizer, *args, **kwargs)

    def _trackable_children(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # What is saved: all but the optimizer, whose moments are twice as large as the weights and not needed any more.
        children = super()._trackable_children(*args, **kwargs)
        return {name: child for name, child in children.items() if name != "optimizer"}

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

    def save(self, model_file_name: str, overwrite: bool = True) -> None:
        """Save what is needed to understand messages (see parent class)."""
        arrays = network_arrays(self)
        if arrays is None:
            super().save(model_file_name, overwrite)
        else:
            ForwardPass(arrays).save(_forward_pass_file(model_file_name))

    @classmethod
    def load(
        cls,
        model_file_name: str,
        model_data_example: RasaModelData,
        predict_data_example: RasaModelData | None = None,
        finetune_mode: bool = False,
        *args: Any,
        **kwargs: Any,
    ) -> RasaModel | ForwardPass:
        """Load trained weights (see parent class)."""
        forward_pass = _forward_pass_file(model_file_name)
        if forward_pass.exists():
            return ForwardPass.load(forward_pass)
        model = cls(*args, **kwargs)
        batch, _ = RasaBatchDataGenerator(model_data_example, batch_size=1)[0]
        model.batch_loss(batch)
        model.load_weights(model_file_name).expect_partial()
        if predict_data_example:
            model.run_inference(predict_data_example)
        return model


def _forward_pass_file(model_file_name: str) -> Path:
    return Path(f"{model_file_name}.npz")


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
