"""The linear tagger and the ensemble: train, persist, load, same output; who is believed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from components.spacy_pipeline import build_pipeline
from components.span_ensemble import SpanEnsemble
from tests.actions.conversation import annotated

LINES = [
    "有没有[华为](brand)的[手机](category)",
    "[小米](brand)[手机](category)多少钱",
    "[索尼](brand)[耳机](category)有货吗",
    "想买[耳机](category)",
    "a [Sony](brand) [laptop](category) please",
    "any [laptop](category) by [Dell](brand)",
    "我的包裹到哪了",
    "谢谢你",
    "where is my parcel",
]
# Rasa leaves out what it has twice.
EXAMPLES = [line + ending for line in LINES for ending in ("", "!", " ok")]
Where = tuple[dict[str, Any], LocalModelStorage, Resource, Mock]


@cache
def nlp() -> Language:
    return build_pipeline({})


def message(text: str, **values: object) -> Message:
    return Message({TEXT: text, SPACY_DOCS[TEXT]: nlp()(text), INTENT: "search_product", **values})


def learn(folder: Path, lines: list[str]) -> tuple[SpanEnsemble, Where]:
    where = ({**SpanEnsemble.get_default_config()}, LocalModelStorage(folder), Resource("ensemble"), Mock())
    examples = []
    for line in lines:
        text, entities = annotated(line)
        examples.append(message(text, **{ENTITIES: entities}))
    component = SpanEnsemble.create(*where)
    component.train(TrainingData(examples))
    return component, where


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Where:
    return learn(tmp_path_factory.mktemp("model"), EXAMPLES)[1]


def found(component: SpanEnsemble, text: str, *network: tuple[int, int, str]) -> list[tuple[str, str]]:
    entities = [{"start": start, "end": end, "entity": label} for start, end, label in network]
    entities_now = component.process([message(text, **{ENTITIES: entities})])[0].get(ENTITIES)
    return [(text[each["start"] : each["end"]], each["entity"]) for each in entities_now]


def test_loaded_it_finds_the_same_as_trained(tmp_path: Path) -> None:
    component, where = learn(tmp_path, EXAMPLES)
    loaded = SpanEnsemble.load(*where)
    for text in ("华为耳机有货吗", "a Dell laptop", "谢谢"):
        assert found(loaded, text) == found(component, text)
    assert found(loaded, "有没有华为的手机") == [("华为", "brand"), ("手机", "category")]


def test_what_both_found_counts_however_unsure(trained: Where) -> None:
    config, *where = trained
    component = SpanEnsemble.load({**config, "alone": 1.1, "seconded": 1.1}, *where)
    assert found(component, "有没有华为的手机") == []
    assert found(component, "有没有华为的手机", (3, 5, "brand")) == [("华为", "brand")]


def test_what_only_the_network_found_must_be_thought_possible(trained: Where) -> None:
    config, *where = trained
    parcel = "我的包裹到哪了"
    assert found(SpanEnsemble.load({**config, "seconded": 0.9}, *where), parcel, (2, 4, "category")) == []
    open_to_all = SpanEnsemble.load({**config, "seconded": 0.0}, *where)
    assert found(open_to_all, parcel, (2, 4, "category")) == [("包裹", "category")]


def test_a_surer_span_goes_before_one_that_it_overlaps(trained: Where) -> None:
    config, *where = trained
    component = SpanEnsemble.load({**config, "alone": 0.3, "seconded": 0.0}, *where)
    assert found(component, "小米手机多少钱", (0, 4, "product")) == [("小米", "brand"), ("手机", "category")]


def test_without_entities_in_the_examples_the_network_is_left_alone(tmp_path: Path) -> None:
    component = SpanEnsemble.load(*learn(tmp_path, ["谢谢你", "再见"])[1])
    assert found(component, "华为手机", (0, 2, "brand")) == [("华为", "brand")]
