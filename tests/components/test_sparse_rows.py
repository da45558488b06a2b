"""A step changes the weights of the features that occur, as Adam would, and no others."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf
from rasa.utils.tensorflow.layers import DenseForSparse

from components.sparse_rows import RowwiseAdam, SparseRows

FEATURES, UNITS = 9, 3
#: Two sentences of two tokens; the features 0, 4 and 7 occur, 4 twice in one sentence.
OCCURRING = [0, 4, 7]
INPUTS = tf.SparseTensor([[0, 0, 4], [0, 0, 7], [0, 1, 4], [1, 0, 0]], [1.0, 2.0, 3.0, 4.0], (2, 2, FEATURES))
NOTHING = tf.SparseTensor(tf.zeros((0, 3), tf.int64), tf.zeros((0,)), (2, 2, FEATURES))


def layers() -> tuple[SparseRows, DenseForSparse]:
    ours, theirs = SparseRows(units=UNITS), DenseForSparse(units=UNITS)
    for layer in (ours, theirs):
        layer.build((None, None, FEATURES))
    theirs.set_weights(ours.get_weights())
    return ours, theirs


@pytest.mark.parametrize("inputs", [INPUTS, NOTHING], ids=["features", "no features"])
def test_same_outputs_as_rasa(inputs: tf.SparseTensor) -> None:
    ours, theirs = layers()
    np.testing.assert_allclose(ours(inputs).numpy(), theirs(inputs).numpy(), rtol=1e-6)


def test_same_slopes_as_rasa() -> None:
    slopes = []
    for layer in layers():
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.square(layer(INPUTS)))
        slopes.append(tape.gradient(loss, layer.kernel))
    assert sorted(slopes[0].indices.numpy()) == OCCURRING
    np.testing.assert_allclose(tf.convert_to_tensor(slopes[0]), slopes[1], rtol=1e-5)


def step(layer: tf.keras.layers.Layer, optimizer: tf.keras.optimizers.Optimizer) -> None:
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(layer(INPUTS) - 1.0))
    variables = [layer.kernel, layer.bias]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))


def test_steps_over_the_same_features_are_those_of_adam() -> None:
    ours, theirs = layers()
    rowwise, adam = RowwiseAdam(0.1), tf.keras.optimizers.Adam(0.1)
    for _ in range(5):
        step(ours, rowwise)
        step(theirs, adam)
    np.testing.assert_allclose(ours.kernel.numpy(), theirs.kernel.numpy(), rtol=1e-4)
    np.testing.assert_allclose(ours.bias.numpy(), theirs.bias.numpy(), rtol=1e-4)


def test_what_does_not_occur_stays() -> None:
    layer, _ = layers()
    before = layer.kernel.numpy()
    optimizer = RowwiseAdam(0.1)
    for _ in range(3):
        step(layer, optimizer)
    changed = np.flatnonzero((layer.kernel.numpy() != before).any(axis=1))
    assert changed.tolist() == OCCURRING
