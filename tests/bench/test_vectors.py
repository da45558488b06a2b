from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bench.own_content import own_sentences
from bench.vectors import SpacyWithVectors, learn_vectors, shop_texts

COLOURS, SIZES = ("red", "blue", "green"), ("big", "small", "tiny")


def texts() -> list[list[str]]:
    painted = [["paint", "it", colour, "with", "colour"] for colour in COLOURS for _ in range(5)]
    sized = [["i", "take", "a", size, "one", "please"] for size in SIZES for _ in range(5)]
    return [*painted, *sized, ["once"]]


def test_words_in_the_same_company_are_alike():
    words, vectors = learn_vectors(texts(), 5)
    assert vectors.shape == (len(words), 5) and "once" not in words
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    likeness = {
        (one, other): vectors[words.index(one)] @ vectors[words.index(other)] for one in words for other in words
    }
    assert likeness["red", "blue"] > 0.9 and likeness["big", "tiny"] > 0.9
    assert abs(likeness["red", "big"]) < 0.3


@pytest.mark.slow
def test_vectors_travel_inside_the_model(tmp_path: Path):
    own_sentences()  # sees to it that there is a catalogue
    config = {**SpacyWithVectors.get_default_config(), "dimensions": 20}
    storage, resource = LocalModelStorage.create(tmp_path), Resource("spacy")
    arguments = (config, storage, resource, ExecutionContext(GraphSchema({}), node_name="spacy"))
    examples = TrainingData([Message.build(" ".join(words), intent="greet") for words in texts()])
    SpacyWithVectors.create(*arguments).train(examples)
    with storage.read_from(resource) as folder:
        doc = spacy.load(folder)("Red and big neverheardof".lower())
    assert [bool(token.vector.any()) for token in doc] == [True, True, True, False]
    assert doc.vocab.vectors_length == 20
    SpacyWithVectors.load(*arguments)


def test_the_shop_writes_in_both_languages():
    own_sentences()
    written = shop_texts()
    assert any(text.isascii() for text in written) and any(not text.isascii() for text in written)
    assert len(written) > 500
