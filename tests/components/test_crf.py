"""The sum over all tag sequences, against Rasa's."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf
from rasa.utils.tensorflow.crf import crf_log_norm

from components.crf import log_norm


@pytest.mark.parametrize(("sentences", "tokens", "tags"), [(5, 9, 7), (3, 1, 7), (1, 4, 120)])
def test_values_and_gradients_are_those_of_rasa(sentences: int, tokens: int, tags: int) -> None:
    random = np.random.default_rng(1)
    logits = tf.constant(random.normal(scale=5, size=(sentences, tokens, tags)), tf.float32)
    lengths = tf.constant(random.integers(0, tokens + 1, size=sentences))
    transitions = tf.constant(random.normal(scale=3, size=(tags, tags)), tf.float32)
    expected, found = [], []
    for norm, results in ((crf_log_norm, expected), (log_norm, found)):
        with tf.GradientTape() as tape:
            tape.watch([logits, transitions])
            results.append(norm(logits, lengths, transitions))
        results += tape.gradient(results[0], [logits, transitions], unconnected_gradients="zero")
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)


def test_a_transition_that_is_out_of_the_question_leaves_it_finite() -> None:
    transitions = tf.constant([[0.0, -300.0], [-300.0, -500.0]])
    logits = tf.constant([[[0.0, -200.0], [-200.0, 0.0], [0.0, 0.0]]])
    assert np.isfinite(log_norm(logits, tf.constant([3]), transitions).numpy()).all()


def test_a_traced_step_takes_a_single_token() -> None:
    shapes = [tf.TensorSpec([None, None, 2], tf.float32), tf.TensorSpec([None], tf.int64)]
    traced = tf.function(lambda logits, lengths: log_norm(logits, lengths, tf.zeros((2, 2))), input_signature=shapes)
    norms = traced(tf.constant([[[1.0, 1.0]]]), tf.constant([1], tf.int64)).numpy()
    np.testing.assert_allclose(norms, [1 + np.log(2)], rtol=1e-6)
