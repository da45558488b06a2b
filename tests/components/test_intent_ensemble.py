"""The ensemble inside a pipeline: train, persist, load, same output."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from unittest.mock import Mock

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from components.intent_ensemble import IntentEnsemble
from components.spacy_pipeline import build_pipeline

EXAMPLES = {
    "greet": ["你好", "hello", "hi there", "您好呀", "hello you", "早上好"],
    "thank": ["谢谢", "thank you", "thanks a lot", "多谢了", "thanks", "谢谢您"],
    "track_order": [
        "我的包裹到哪了",
        "where is my parcel",
        "track my parcel",
        "快递到哪了",
        "my parcel please",
        "查包裹",
    ],
}


@cache
def nlp() -> Language:
    return build_pipeline({})


def message(text: str, **values: object) -> Message:
    return Message({TEXT: text, SPACY_DOCS[TEXT]: nlp()(text), **values})


def learn(folder: Path) -> tuple[IntentEnsemble, tuple]:
    where = ({**IntentEnsemble.get_default_config()}, LocalModelStorage(folder), Resource("ensemble"), Mock())
    component = IntentEnsemble.create(*where)
    component.train(
        TrainingData([message(text, **{INTENT: intent}) for intent, texts in EXAMPLES.items() for text in texts])
    )
    return component, where


@pytest.fixture
def trained(tmp_path: Path) -> tuple:
    return learn(tmp_path)[1]


def read(component: IntentEnsemble, text: str, **values: object) -> Message:
    return component.process([message(text, **values)])[0]


def ranking(*confidences: float) -> list[dict[str, object]]:
    return [{"name": name, "confidence": value} for name, value in zip(EXAMPLES, confidences, strict=True)]


def test_loaded_it_says_the_same_as_trained(tmp_path: Path) -> None:
    component, where = learn(tmp_path)
    loaded = IntentEnsemble.load(*where)
    for text in ("谢谢 老板", "hello parcel", "zeppelin"):
        assert read(loaded, text).get(INTENT_RANKING_KEY) == read(component, text).get(INTENT_RANKING_KEY)
    assert read(loaded, "where's the parcel").get(INTENT)["name"] == "track_order"


def test_both_have_their_say(trained: tuple) -> None:
    config, *where = trained
    entry = read(
        IntentEnsemble.load({**config, "weight": 0.0}, *where), "谢谢", **{INTENT_RANKING_KEY: ranking(0.8, 0.2, 0.0)}
    )
    assert (entry.get(INTENT)["name"], entry.get(INTENT)["confidence"]) == ("greet", pytest.approx(0.8))
    alone = read(
        IntentEnsemble.load({**config, "weight": 1.0}, *where), "谢谢", **{INTENT_RANKING_KEY: ranking(0.8, 0.2, 0.0)}
    )
    assert alone.get(INTENT)["name"] == "thank"
    mixed = read(
        IntentEnsemble.load({**config, "weight": 0.5}, *where), "谢谢", **{INTENT_RANKING_KEY: ranking(0.8, 0.2, 0.0)}
    )
    expected = (alone.get(INTENT)["confidence"] + 0.2) / 2
    told = {each["name"]: each["confidence"] for each in mixed.get(INTENT_RANKING_KEY)}
    assert told["thank"] == pytest.approx(expected)
    assert sum(told.values()) == pytest.approx(1)


def test_the_ranking_is_cut_and_a_message_without_words_is_left_alone(trained: tuple) -> None:
    config, *where = trained
    component = IntentEnsemble.load({**config, "ranking_length": 2}, *where)
    assert len(read(component, "hello").get(INTENT_RANKING_KEY)) == 2
    empty = Message({TEXT: "", INTENT: {"name": None, "confidence": 0.0}})
    assert component.process([empty])[0].get(INTENT) == {"name": None, "confidence": 0.0}


def test_a_single_intent_leaves_the_network_alone(tmp_path: Path) -> None:
    where = ({**IntentEnsemble.get_default_config()}, LocalModelStorage(tmp_path), Resource("ensemble"), Mock())
    IntentEnsemble.create(*where).train(TrainingData([message("hello", **{INTENT: "greet"})]))
    told = {"name": "greet", "confidence": 1.0}
    assert read(IntentEnsemble.load(*where), "hello", **{INTENT: told}).get(INTENT) == told
