"""What a trained DIET network says about one sentence, computed with numpy alone.

TensorFlow needs ten times as long for one sentence: each of the hundreds of small operations costs more there than what
it computes. The results are the same, up to rounding.

Sources: Bunk et al., "DIET: Lightweight Language Understanding for Dialogue Systems" (2020); Vaswani et al.,
"Attention Is All You Need" (NIPS 2017), with the normalisation before each part.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, spmatrix
from scipy.special import erf

Array = np.ndarray[Any, Any]

#: Of Rasa's layer normalisation.
EPSILON = np.float32(1e-6)
#: Positions that are computed beforehand; the table grows with the longest sentence.
FIRST_POSITIONS = 128


class ForwardPass:
    """A network with sparse features, a transformer, and one CRF over the tags of entities."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        """Take a network's weights.

        Args:
            arrays: As `components.network_arrays` names them; `heads` holds the number of attention heads.
        """
        self.arrays = arrays
        self._heads = int(arrays["heads"])
        self._hidden = _count(arrays, "hidden")
        self._layers = _count(arrays, "layer")
        self._positions = _positions(FIRST_POSITIONS, arrays["embedding.kernel"].shape[1])

    @classmethod
    def load(cls, path: Path) -> ForwardPass:
        """Read the weights from a file.

        Args:
            path: Written by `save`.
        """
        with np.load(path, allow_pickle=False) as stored:
            return cls({name: stored[name] for name in stored.files})

    def save(self, path: Path) -> None:
        """Write the weights into a file.

        Args:
            path: Ends in `.npz`.
        """
        np.savez(path, **self.arrays)

    @property
    def parameters(self) -> int:
        """How many numbers the network consists of."""
        return sum(array.size for name, array in self.arrays.items() if name != "heads")

    def __call__(self, sequence: spmatrix, sentence: spmatrix) -> dict[str, Any]:
        """Read a sentence.

        Args:
            sequence: Features of the tokens, shape (tokens, features), at least one token.
            sentence: Features of the sentence, shape (1, features).

        Returns:
            What Rasa's network gives for a batch of this sentence: `i_scores` (1, 1, intents), `e_entity_ids` and
            `e_entity_scores` (1, tokens + 1), the last for the sentence as a whole, and `diagnostic_data`.
        """
        outputs, attention = self._encoded(sequence, sentence)
        tokens = len(outputs) - 1
        vector = self._dense(outputs[tokens], "embed.text")
        ids, scores = viterbi(self._dense(outputs[:tokens], "tags"), self.arrays["transitions"])
        return {
            "i_scores": _softmax(self.arrays["labels"] @ vector)[np.newaxis, np.newaxis],
            "e_entity_ids": np.append(ids, np.int32(0))[np.newaxis],
            "e_entity_scores": np.append(scores, np.float32(0))[np.newaxis],
            "diagnostic_data": {"attention_weights": attention, "text_transformed": outputs[np.newaxis]},
        }

    def _encoded(self, sequence: spmatrix, sentence: spmatrix) -> tuple[Array, Array]:
        x = np.concatenate([self._sparse(sequence, "sequence"), self._sparse(sentence, "sentence")])
        for number in range(self._hidden):
            x = _gelu(self._dense(x, f"hidden.{number}"))
        x = self._dense(x, "embedding")
        length, units = x.shape
        if length > len(self._positions):
            self._positions = _positions(2 * length, units)
        x = x * np.float32(math.sqrt(units)) + self._positions[:length]
        weights = []
        for number in range(self._layers):
            x, attention = self._layer(x, f"layer.{number}")
            weights.append(attention)
        return _gelu(self._normalised(x, "norm")), np.stack(weights)[np.newaxis]

    def _layer(self, x: Array, name: str) -> tuple[Array, Array]:
        normalised = self._normalised(x, f"{name}.norm")
        query, key, value = (
            (normalised @ self.arrays[f"{name}.{part}.kernel"]).reshape(len(x), self._heads, -1).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        attention = _softmax(query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(key.shape[-1])))
        found = (attention @ value).transpose(1, 0, 2).reshape(len(x), -1)
        x = x + self._dense(found, f"{name}.output")
        inner = _gelu(self._dense(self._normalised(x, f"{name}.inner_norm"), f"{name}.inner"))
        return x + self._dense(inner, f"{name}.outer"), attention

    def _sparse(self, features: spmatrix, name: str) -> Array:
        # In the weights' own type: otherwise scipy copies all weights into the features' type.
        rows = csr_matrix(features, dtype=np.float32)
        product: Array = rows @ self.arrays[f"{name}.kernel"] + self.arrays[f"{name}.bias"]
        return product

    def _dense(self, x: Array, name: str) -> Array:
        product: Array = x @ self.arrays[f"{name}.kernel"] + self.arrays[f"{name}.bias"]
        return product

    def _normalised(self, x: Array, name: str) -> Array:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + EPSILON)
        normalised: Array = centred / spread * self.arrays[f"{name}.gamma"] + self.arrays[f"{name}.beta"]
        return normalised


def viterbi(potentials: Array, transitions: Array) -> tuple[Array, Array]:
    """The likeliest sequence of tags, and Rasa's confidence of each.

    Args:
        potentials: Shape (tokens, tags).
        transitions: From a tag (row) to the next (column).

    Returns:
        The tags, and the confidences as Rasa's `crf_decode` reads them: that of the last tag, then that of the step
        into it; from there on it takes the last confidence, cut to a whole number, for the tag whose step is asked for.
    """
    state = potentials[0]
    pointers, steps = [], []
    for potential in potentials[1:]:
        step = state[:, np.newaxis] + transitions
        pointer = step.argmax(axis=0)
        state = potential + step[pointer, np.arange(len(pointer))]
        pointers.append(pointer)
        steps.append(step)
    tag = int(state.argmax())
    tags, scores, column = [tag], [_highest_share(state)], tag
    for pointer, step in zip(reversed(pointers), reversed(steps), strict=True):
        tag = int(pointer[tag])
        score = _highest_share(step[:, column])
        tags.append(tag)
        scores.append(score)
        column = int(score)
    return np.array(tags[::-1], np.int32), np.array(scores[::-1], np.float32)


def _highest_share(values: Array) -> np.float32:
    share: np.float32 = np.float32(1) / np.exp(values - values.max()).sum(dtype=np.float32)
    return share


def _softmax(values: Array) -> Array:
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _gelu(x: Array) -> Array:
    result: Array = np.float32(0.5) * x * (1 + erf(x * np.float32(math.sqrt(0.5))))
    return result


def _positions(count: int, units: int) -> Array:
    even = 2 * (np.arange(units) // 2)
    angles = np.arange(count)[:, np.newaxis] / np.power(10000.0, even / np.float32(units))
    return np.where(np.arange(units) % 2, np.cos(angles), np.sin(angles)).astype(np.float32)


def _count(arrays: dict[str, Array], name: str) -> int:
    return len({key.split(".")[1] for key in arrays if key.startswith(f"{name}.")})
