"""One sentence through a network: as TensorFlow reads it (see also the networks of `test_featurizer`)."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from rasa.utils.tensorflow.crf import crf_decode
from scipy.sparse import coo_matrix

from components.forward_pass import ForwardPass, viterbi


def random_scores(seed: int, tokens: int, tags: int = 5) -> tuple[Any, Any]:
    chance = np.random.default_rng(seed)
    potentials = chance.normal(size=(tokens, tags)) * chance.choice([1, 10, 100])
    return potentials.astype(np.float32), chance.normal(size=(tags, tags)).astype(np.float32)


@pytest.mark.parametrize("seed", range(8))
def test_the_likeliest_tags_are_found(seed: int) -> None:
    potentials, transitions = random_scores(seed, 1 + seed % 5, tags=4)

    def score(tags: tuple[int, ...]) -> float:
        steps = sum(transitions[one, two] for one, two in itertools.pairwise(tags))
        return float(steps + sum(potentials[place, tag] for place, tag in enumerate(tags)))

    best = max(itertools.product(range(4), repeat=len(potentials)), key=score)
    assert tuple(viterbi(potentials, transitions)[0]) == best


@pytest.mark.parametrize("seed", range(20))
def test_tags_and_confidences_are_those_of_rasa(seed: int) -> None:
    potentials, transitions = random_scores(seed, 1 + seed % 9)
    # Rasa's potentials have one place more, for the sentence.
    padded = np.concatenate([potentials, np.zeros((1, 5), np.float32)])[np.newaxis]
    tags, sure, _ = crf_decode(tf.constant(padded), tf.constant(transitions), tf.constant([len(potentials)]))
    ours = viterbi(potentials, transitions)
    np.testing.assert_array_equal(ours[0], tags[0, :-1])
    np.testing.assert_allclose(ours[1], sure[0, :-1], atol=1e-5)


def weights(features: int = 30, units: int = 8, tags: int = 4) -> dict[str, Any]:
    chance = np.random.default_rng(5)

    def dense(name: str, height: int, width: int, bias: bool = True) -> dict[str, Any]:
        kernel = {f"{name}.kernel": chance.normal(size=(height, width)).astype(np.float32)}
        return kernel | ({f"{name}.bias": chance.normal(size=width).astype(np.float32)} if bias else {})

    def norm(name: str) -> dict[str, Any]:
        return {f"{name}.gamma": np.ones(units, np.float32), f"{name}.beta": np.zeros(units, np.float32)}

    arrays = {"heads": np.array(2), **dense("sequence", features, units), **dense("sentence", features, units)}
    arrays |= dense("embedding", units, units) | norm("layer.0.norm") | norm("layer.0.inner_norm") | norm("norm")
    for part in ("query", "key", "value"):
        arrays |= dense(f"layer.0.{part}", units, units, bias=False)
    arrays |= (
        dense("layer.0.output", units, units) | dense("layer.0.inner", units, 16) | dense("layer.0.outer", 16, units)
    )
    arrays |= dense("embed.text", units, 6) | dense("tags", units, tags)
    arrays |= {"transitions": np.zeros((tags, tags), np.float32), "labels": np.eye(3, 6, dtype=np.float32)}
    return arrays


def sentence_of(tokens: int, features: int = 30) -> tuple[coo_matrix, coo_matrix]:
    chance = np.random.default_rng(tokens)
    return coo_matrix(chance.random((tokens, features)) < 0.2), coo_matrix(chance.random((1, features)) < 0.2)


def test_what_is_saved_says_the_same(tmp_path: Path) -> None:
    forward = ForwardPass(weights())
    forward.save(tmp_path / "network.npz")
    loaded = ForwardPass.load(tmp_path / "network.npz")
    before, after = forward(*sentence_of(4)), loaded(*sentence_of(4))
    for name in ("i_scores", "e_entity_ids", "e_entity_scores"):
        np.testing.assert_array_equal(before[name], after[name])
    assert before["i_scores"].sum() == pytest.approx(1)


@pytest.mark.parametrize("tokens", [1, 7, 300])
def test_a_sentence_of_any_length_gets_a_tag_for_each_token(tokens: int) -> None:
    read = ForwardPass(weights())(*sentence_of(tokens))
    assert read["e_entity_ids"].shape == read["e_entity_scores"].shape == (1, tokens + 1)
    assert read["e_entity_ids"][0, -1] == 0 == read["e_entity_scores"][0, -1]
