"""Variants of components: they leave out what they say, and are the same after saving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bench.experiments import read_variants
from bench.jieba_words import JiebaWords
from bench.variants import FeaturizerWithout
from components.features import sentence_features, token_features
from components.spacy_pipeline import build_pipeline

NLP = build_pipeline({"brand": ["Sony", "小米"], "category": ["headphones", "手机"]})
TEXTS = ("the headphones from Sony please", "小米手机多少钱", "how much is the 小米 phone")


def messages() -> list[Message]:
    return [Message({TEXT: text, SPACY_DOCS[TEXT]: NLP(text)}) for text in TEXTS]


def left(without: str, folder: Path) -> set[str]:
    """Names of the features that a featurizer learns."""
    config = {**FeaturizerWithout.get_default_config(), "min_count": 1, "without": without}
    arguments = (
        config,
        LocalModelStorage.create(folder),
        Resource("x"),
        ExecutionContext(GraphSchema({}), node_name="x"),
    )
    trained = FeaturizerWithout.create(*arguments)
    trained.train(TrainingData(messages()))
    loaded = FeaturizerWithout.load(*arguments)
    for one, other in zip(trained.process(messages()), loaded.process(messages()), strict=True):
        for mine, theirs in zip(one.features, other.features, strict=True):
            np.testing.assert_array_equal(mine.features.toarray(), theirs.features.toarray())
    return {name for vocabulary in loaded._vocabularies.values() for name in vocabulary}


def everything() -> set[str]:
    docs = [NLP(text) for text in TEXTS]
    return {name for doc in docs for row in [*token_features(doc), sentence_features(doc)] for name in row}


@pytest.mark.parametrize(
    ("variant", "gone", "stays"),
    [
        ("no-gazetteer-features", {"name:B-brand", "after:B-brand", "before:B-category"}, {"pair:小_米>", "shape:han"}),
        (
            "no-pairs-or-triples",
            {"pair:小_米>", "words:小_米", "words:^_小_米"},
            {"words:米", "word:米", "name:B-brand"},
        ),
        ("no-triples", {"words:小_米_手", "words:^_小_米"}, {"words:小_米", "pair:小_米>"}),
        ("no-pieces-of-words", {"piece:<so", "piece:head"}, {"words:sony", "word:sony"}),
    ],
)
def test_features_are_left_out_by_their_names(variant: str, gone: set[str], stays: set[str], tmp_path: Path):
    without = read_variants([variant])[variant].instead["ShopFeaturizer"]["without"]
    assert gone | stays <= everything()
    names = left(without, tmp_path)
    assert not gone & names
    assert stays <= names
    kept = everything() - names
    assert all(any(name.startswith(prefix.split("[")[0]) for prefix in without.split("|")) for name in kept)


def test_words_of_jieba_are_features_of_their_characters_and_the_same_after_saving(tmp_path: Path):
    config = {**JiebaWords.get_default_config(), "min_count": 1}
    arguments = (
        config,
        LocalModelStorage.create(tmp_path),
        Resource("x"),
        ExecutionContext(GraphSchema({}), node_name="x"),
    )
    trained = JiebaWords.create(*arguments)
    trained.train(TrainingData(messages()))
    loaded = JiebaWords.load(*arguments)
    columns = loaded._vocabularies["tokens"]
    assert "jieba:手机" in columns
    for one, other in zip(trained.process(messages()), loaded.process(messages()), strict=True):
        for mine, theirs in zip(one.features, other.features, strict=True):
            np.testing.assert_array_equal(mine.features.toarray(), theirs.features.toarray())
    sequence, sentence = loaded.process(messages())[1].features  # 小米手机多少钱
    assert sequence.features.toarray()[:, columns["jieba:手机"]].tolist() == [0, 0, 1, 1, 0, 0, 0]
    assert sentence.features.toarray()[0, columns["jieba:手机"]] == 1
