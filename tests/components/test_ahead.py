"""Linear models trained by another process: taken where they are the very same, else trained here."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import SPACY_DOCS
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.ahead import Ahead, digest
from components.ensemble import Ensemble
from components.intent_ensemble import IntentEnsemble
from components.spacy_pipeline import build_pipeline

NLP = build_pipeline({"brand": ["Sony"]})
EXAMPLES = {"greet": ["hello", "hi there", "你好"], "thank": ["thanks", "thank you", "谢谢"]}


def data(**more: list[str]) -> TrainingData:
    intents = {**EXAMPLES, **more}
    return TrainingData(
        [Message({TEXT: text, INTENT: name, SPACY_DOCS[TEXT]: NLP(text)}) for name in intents for text in intents[name]]
    )


def component(folder: Path, **settings: Any) -> IntentEnsemble:
    folder.mkdir(exist_ok=True)
    config = {**IntentEnsemble.get_default_config(), "min_count": 1, **settings}
    return IntentEnsemble.create(config, LocalModelStorage(folder), Resource("ensemble"), Mock())


@pytest.fixture
def ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ahead:
    """A folder of a process that has ended."""
    (tmp_path / "ahead").mkdir()
    ahead = Ahead(tmp_path / "ahead", lambda: False, ["IntentEnsemble"])
    monkeypatch.setattr(Ensemble, "ahead", ahead)
    return ahead


def test_the_same_examples_are_not_learned_twice(ahead: Ahead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    component(tmp_path / "there").train_ahead(data(), ahead)
    here = component(tmp_path / "here")
    monkeypatch.setattr(here, "fit", Mock(side_effect=AssertionError("trained again")))
    here.train(data())
    assert here._model.confidences({"words:hello", "text:hell"}).keys() == {"greet", "thank"}


@pytest.mark.parametrize(
    ("examples", "settings"), [({"greet": ["hello"]}, {}), ({"bye": ["goodbye"]}, {}), ({}, {"min_count": 2})]
)
def test_other_examples_or_settings_are_learned_here(
    examples: dict[str, list[str]], settings: dict[str, Any], ahead: Ahead, tmp_path: Path
):
    component(tmp_path / "there").train_ahead(data(), ahead)
    here = component(tmp_path / "here", **settings)
    here.train(data(**examples))
    assert set(here._model.labels) == {*EXAMPLES, *examples}


def test_what_is_not_promised_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Ensemble, "ahead", Ahead(tmp_path, lambda: True, ["SpanEnsemble"]))  # would wait for ever
    here = component(tmp_path / "here")
    here.train(data())
    assert set(here._model.labels) == set(EXAMPLES)


def test_names_of_the_catalogue_count():
    known, unknown = NLP("a Sony phone"), build_pipeline({})("a Sony phone")
    assert digest([(known, "x")]) != digest([(unknown, "x")])
    assert digest([(known, "x")]) == digest([(NLP("a Sony phone"), "x")])


def test_what_is_not_ready_is_waited_for(tmp_path: Path):
    ended = threading.Event()
    ahead = Ahead(tmp_path, lambda: not ended.is_set())

    def work() -> None:
        ahead.put("abc", "model", lambda path: path.write_bytes(b"trained") and None)
        ended.set()

    timer = threading.Timer(0.3, work)
    timer.start()
    assert ahead.take("abc", tmp_path / "copy")
    timer.join()
    assert (tmp_path / "copy").read_bytes() == b"trained"
    assert not ahead.take("other", tmp_path / "copy")


def test_half_a_model_is_never_taken(ahead: Ahead, tmp_path: Path):
    def broken(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        ahead.put("abc", "model", broken)
    assert not ahead.take("abc", tmp_path / "copy")
