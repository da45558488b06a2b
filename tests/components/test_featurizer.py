"""The featurizer and the network behind it: train, persist, load, same output."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
import tensorflow as tf
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.diet_classifier import DIET
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.tokenizers.spacy_tokenizer import SpacyTokenizer
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    INTENT,
    INTENT_RANKING_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from components.diet import ShopDIETClassifier
from components.featurizer import ShopFeaturizer
from components.forward_pass import ForwardPass
from components.spacy_pipeline import build_pipeline

EXAMPLES = {
    "greet": ["你好", "hello", "hi there", "您好呀", "hello you"],
    "ask_price": [
        "索尼耳机多少钱",
        "price of the sony headphones",
        "索尼的多少钱",
        "how much is the sony",
        "sony 多少钱",
    ],
    "track_order": ["我的包裹到哪了", "where is my parcel", "track my parcel", "快递到哪了", "my parcel please"],
}
UNSEEN = ["索尼的平板多少钱", "where is the sony parcel", "hello 包裹", "🙂"]


@cache
def nlp() -> Language:
    return build_pipeline({})


def message(text: str, intent: str | None = None) -> Message:
    entities = [
        {
            ENTITY_ATTRIBUTE_TYPE: "brand",
            ENTITY_ATTRIBUTE_VALUE: name,
            ENTITY_ATTRIBUTE_START: text.index(name),
            ENTITY_ATTRIBUTE_END: text.index(name) + len(name),
        }
        for name in ("索尼", "sony")
        if intent and name in text
    ]
    labels = {INTENT: intent, ENTITIES: entities} if intent else {}
    made = Message({TEXT: text, SPACY_DOCS[TEXT]: nlp()(text), **labels})
    SpacyTokenizer(SpacyTokenizer.get_default_config()).process_training_data(TrainingData([made]))
    return made


def examples() -> TrainingData:
    return TrainingData([message(text, intent) for intent, texts in EXAMPLES.items() for text in texts])


def featurizer(folder: Path, data: TrainingData, **settings: object) -> tuple[ShopFeaturizer, tuple]:
    context = ExecutionContext(Mock(), node_name="featurizer")
    config = {**ShopFeaturizer.get_default_config(), "min_count": 1, **settings}
    where = (config, LocalModelStorage(folder), Resource("featurizer"), context)
    component = ShopFeaturizer.create(*where)
    component.train(data)
    return component, where


def matrices(component: ShopFeaturizer, texts: Sequence[str]) -> list[np.ndarray]:
    """The features of tokens and of the sentence, for each text."""
    found = []
    for made in component.process([message(text) for text in texts]):
        sequence, sentence = made.get_sparse_features(TEXT)
        found += [sequence.features.toarray(), sentence.features.toarray()]
    return found


def test_loaded_features_are_those_that_were_learnt(tmp_path: Path) -> None:
    component, where = featurizer(tmp_path, examples())
    learnt, loaded = (matrices(each, UNSEEN) for each in (component, ShopFeaturizer.load(*where)))
    assert sum(part.sum() for part in learnt) > 0
    for ours, theirs in zip(learnt, loaded, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_rare_features_are_left_out(tmp_path: Path) -> None:
    widths = []
    for count in (1, 3):
        component, _ = featurizer(tmp_path, examples(), min_count=count)
        widths.append([part.shape[1] for part in matrices(component, ["hello"])])
    assert all(few < all_of_them for all_of_them, few in zip(*widths, strict=True))


def test_fine_tuning_keeps_the_columns(tmp_path: Path) -> None:
    component, where = featurizer(tmp_path, examples())
    before = matrices(component, UNSEEN)
    tuned = ShopFeaturizer.load(*where)
    tuned.train(TrainingData([message("completely other words", "greet")]))
    for ours, theirs in zip(before, matrices(ShopFeaturizer.load(*where), UNSEEN), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_fine_tuning_makes_no_features_that_nobody_reads(tmp_path: Path) -> None:
    _, (config, storage, resource, _) = featurizer(tmp_path, examples())
    tuned = ShopFeaturizer.load(config, storage, resource, tuning())
    data = tuned.process_training_data(examples())
    assert not any(made.features for made in data.training_examples)


def tuning() -> ExecutionContext:
    return ExecutionContext(Mock(), node_name="tuned", is_finetuning=True)


#: Networks that a forward pass reads, and one that only TensorFlow does.
QUICK = {
    "small": {},
    "larger": {"number_of_transformer_layers": 2, "hidden_layers_sizes": {"text": [12, 8], "label": []}},
    "dense": {"connection_density": 1.0, "BILOU_flag": False, "use_masked_language_model": True},
}
SLOW = {"relative": {"use_key_relative_attention": True}}


@pytest.fixture(scope="module", params=[*QUICK, *SLOW])
def networks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[ShopFeaturizer, list[ShopDIETClassifier]]:
    """The features, and a small network as it was trained, as it is loaded, also after a fine-tuning, and by Rasa."""
    data = examples()
    features, _ = featurizer(tmp_path_factory.mktemp("features"), data)
    features.process_training_data(data)
    config = {**ShopDIETClassifier.get_default_config(), "epochs": 8, "batch_size": 5, "batch_strategy": "sequence"}
    config |= {"number_of_transformer_layers": 1, "transformer_size": 16, "number_of_attention_heads": 2}
    config |= {"random_seed": 3, "constrain_similarities": True, "evaluate_on_number_of_examples": 0}
    config |= (QUICK | SLOW)[request.param]
    context = ExecutionContext(Mock(), node_name="network")
    where = (config, LocalModelStorage(tmp_path_factory.mktemp("network")), Resource("network"), context)
    trained = ShopDIETClassifier.create(*where)
    trained.train(data)
    loaded = ShopDIETClassifier.load(*where)
    tuned = ShopDIETClassifier.load(*where[:3], tuning())
    assert tuned.train(data) == where[2]
    others = [ShopDIETClassifier.load(*where)]
    assert isinstance(loaded.model, ForwardPass) == (request.param in QUICK)
    if request.param in SLOW:  # as Rasa loads it, with a step of training
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(ShopDIETClassifier, "model_class", staticmethod(lambda: DIET))
            others.append(ShopDIETClassifier.load(*where))
        assert type(others[-1].model) is DIET
    return features, [trained, loaded, *others]


def test_the_loaded_network_says_what_the_trained_one_says(
    networks: tuple[ShopFeaturizer, list[ShopDIETClassifier]],
) -> None:
    features, (trained, *others) = networks
    texts = [*UNSEEN[:3], *EXAMPLES["ask_price"]]
    before = trained.process(features.process([message(text) for text in texts]))
    assert {made.get(INTENT)["name"] for made in before} <= {*EXAMPLES}
    pairs = [(network, features.process([message(text) for text in texts])) for network in others]
    for ours, theirs in [pair for network, asked in pairs for pair in zip(before, network.process(asked), strict=True)]:
        found, same = ours.get(ENTITIES), theirs.get(ENTITIES)
        assert [{**entity, "confidence_entity": None} for entity in found] == [
            {**entity, "confidence_entity": None} for entity in same
        ]
        sure = [[entity["confidence_entity"] for entity in entities] for entities in (found, same)]
        np.testing.assert_allclose(*sure, atol=1e-5)
        rankings = [
            [(each["name"], each["confidence"]) for each in made.get(INTENT_RANKING_KEY)] for made in (ours, theirs)
        ]
        assert [name for name, _ in rankings[0]] == [name for name, _ in rankings[1]]
        np.testing.assert_allclose([sure for _, sure in rankings[0]], [sure for _, sure in rankings[1]], atol=1e-5)


def test_a_message_without_words_is_not_understood(
    networks: tuple[ShopFeaturizer, list[ShopDIETClassifier]],
) -> None:
    for network in networks[1]:
        (made,) = network.process([Message({TEXT: "🙂"})])
        assert made.get(INTENT)["name"] is None and made.get(ENTITIES) == []


def test_a_model_holds_weights_and_no_moments_of_the_optimizer(
    networks: tuple[ShopFeaturizer, list[ShopDIETClassifier]], tmp_path: Path
) -> None:
    # The moments would make an archive three times as large, and nothing reads them.
    networks[1][0].model.save(str(tmp_path / "weights"))
    if (tmp_path / "weights.npz").exists():
        with np.load(tmp_path / "weights.npz") as stored:
            kept = stored.files
    else:
        kept = [name for name, _ in tf.train.list_variables(str(tmp_path / "weights"))]
    assert any("kernel" in name for name in kept)
    assert not any("optimizer" in name for name in kept)
