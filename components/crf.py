"""The normalisation of a conditional random field as products of matrices."""

from __future__ import annotations

import tensorflow as tf

_SMALLEST = 1e-30  # keeps the logarithm finite where every path into a tag is beyond the range of floats


def log_norm(logits: tf.Tensor, sequence_lengths: tf.Tensor, transitions: tf.Tensor) -> tf.Tensor:
    """Compute the logarithm of the sum over all tag sequences, by the forward algorithm.

    The same value as Rasa's `crf_log_norm`. That one keeps a (sentences, tags, tags) block for every token; with
    hundreds of tags most of a training goes into it. Here a token is one product with the matrix of transitions.
    Source: Rabiner, "A tutorial on hidden Markov models" (Proc. IEEE 1989), section V.A, with scaling.

    Args:
        logits: Scores of the tags, shape (sentences, tokens, tags).
        sequence_lengths: Number of tokens of each sentence, shape (sentences,).
        transitions: Scores from tag to tag, shape (tags, tags).

    Returns:
        Shape (sentences,).
    """
    highest = tf.stop_gradient(tf.reduce_max(transitions, axis=0, keepdims=True))
    factors = tf.exp(transitions - highest)

    def step(alphas: tf.Tensor, scores: tf.Tensor) -> tf.Tensor:
        best = tf.stop_gradient(tf.reduce_max(alphas, axis=1, keepdims=True))
        sums = tf.matmul(tf.exp(alphas - best), factors)
        return scores + highest + best + tf.math.log(sums + _SMALLEST)

    by_token = tf.transpose(logits, [1, 0, 2])
    # The first token stands for itself: one row more, since there may be no other, over which TensorFlow cannot scan.
    padded = tf.concat([by_token[1:], by_token[:1]], axis=0)
    later = tf.scan(step, padded, by_token[0])
    alphas = tf.concat([by_token[:1], later], axis=0)
    last = tf.maximum(tf.cast(sequence_lengths, tf.int32) - 1, 0)
    ends = tf.gather_nd(alphas, tf.stack([last, tf.range(tf.shape(last)[0])], axis=1))
    norms = tf.reduce_logsumexp(ends, axis=1)
    return tf.where(sequence_lengths > 0, norms, tf.zeros_like(norms))
