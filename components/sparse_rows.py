"""Training of a network with sparse features that touches only the weights of the features that occur."""

from __future__ import annotations

from typing import Any

import tensorflow as tf
from rasa.utils.tensorflow.layers import DenseForSparse
from rasa.utils.tensorflow.rasa_layers import ConcatenateSparseDenseFeatures, RasaCustomLayer


class SparseRows(DenseForSparse):
    """Rasa's `DenseForSparse` with a gradient for the features of the batch only, and without regularisation.

    Rasa's has a gradient, a regularisation and an update for every feature that exists. With 100,000 of them these
    take longer than the rest of a training step.
    """

    def __init__(self, **kwargs: Any) -> None:
        """Create the layer (see parent class)."""
        super().__init__(reg_lambda=0, **kwargs)

    def call(self, inputs: tf.SparseTensor) -> tf.Tensor:
        """Apply the layer.

        Args:
            inputs: Shape (sentences, tokens, features).

        Returns:
            Shape (sentences, tokens, units).
        """
        shape = tf.shape(inputs, out_type=tf.int64)
        flat = tf.sparse.reshape(inputs, tf.stack([shape[0] * shape[1], shape[2]]))
        occurring, columns = tf.unique(flat.indices[:, 1], out_idx=tf.int64)
        height, width = shape[0] * shape[1], tf.size(occurring, out_type=tf.int64)
        indices = tf.stack([flat.indices[:, 0], columns], axis=1)
        small = tf.SparseTensor(indices, flat.values, tf.stack([height, width]))
        outputs = tf.sparse.sparse_dense_matmul(small, tf.gather(self.kernel, occurring)) + self.bias
        return tf.reshape(outputs, tf.stack([shape[0], shape[1], self.units]))


class RowwiseAdam(tf.keras.optimizers.Adam):
    """Adam that updates only the rows of a gradient that has rows; the moments of other rows stay as they are.

    Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization" (ICLR 2015), section 2, applied a row at a time.
    """

    def update_step(self, gradient: tf.Tensor | tf.IndexedSlices, variable: tf.Variable) -> None:
        """Update a variable (see parent class)."""
        if not isinstance(gradient, tf.IndexedSlices):
            super().update_step(gradient, variable)
            return
        place = self._index_dict[self._var_key(variable)]
        first, second = self._momentums[place], self._velocities[place]
        step = tf.cast(self.iterations + 1, variable.dtype)
        correction = tf.sqrt(1 - tf.pow(self.beta_2, step)) / (1 - tf.pow(self.beta_1, step))
        rate = tf.cast(self.learning_rate, variable.dtype) * correction
        rows, slopes = gradient.indices, gradient.values
        firsts = self.beta_1 * tf.gather(first, rows) + (1 - self.beta_1) * slopes
        seconds = self.beta_2 * tf.gather(second, rows) + (1 - self.beta_2) * tf.square(slopes)
        first.scatter_update(tf.IndexedSlices(firsts, rows))
        second.scatter_update(tf.IndexedSlices(seconds, rows))
        variable.scatter_sub(tf.IndexedSlices(rate * firsts / (tf.sqrt(seconds) + self.epsilon), rows))


def use_sparse_rows(layers: dict[str, tf.keras.layers.Layer]) -> None:
    """Put `SparseRows` in the place of each `DenseForSparse` of a network that is not built yet.

    Args:
        layers: A network's or a layer's layers by name; layers of layers are gone through as well.
    """
    for layer in layers.values():
        if isinstance(layer, ConcatenateSparseDenseFeatures):
            own = layer._tf_layers
            old = own.get(layer.SPARSE_TO_DENSE)
            if old is not None:
                own[layer.SPARSE_TO_DENSE] = SparseRows(name=old.name, units=old.units)
        elif isinstance(layer, RasaCustomLayer):
            use_sparse_rows(layer._tf_layers)
