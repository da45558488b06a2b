"""The network is averaged over its last epochs."""

from __future__ import annotations

import pytest
import tensorflow as tf

from components.network import WeightAverage


@pytest.mark.parametrize(("epochs", "expected"), [(6, 4.5), (2, 1.0)])
def test_weights_are_averaged_over_the_last_third(epochs: int, expected: float) -> None:
    network = tf.keras.Sequential([tf.keras.layers.Dense(1, use_bias=False)])
    network.build((1, 1))
    average = WeightAverage(epochs)
    average.set_model(network)
    for epoch in range(epochs):
        network.trainable_variables[0].assign([[float(epoch)]])
        average.on_epoch_end(epoch)
    average.on_train_end()
    assert network.trainable_variables[0].numpy() == pytest.approx(expected)
