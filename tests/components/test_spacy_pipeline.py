"""The spaCy pipeline inside the model, when a model is fine-tuned."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.training_data import TrainingData

from components import spacy_pipeline
from components.names import common_names
from components.spacy_pipeline import ShopSpacyNLP, build_pipeline


def test_it_is_built_again_only_for_other_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"brand": ["华为", "huawei"]}
    build = Mock(side_effect=build_pipeline)
    monkeypatch.setattr(spacy_pipeline, "catalogue_names", lambda: names)
    monkeypatch.setattr(spacy_pipeline, "common_names", lambda: {"common-brand": ["小天鹅"]})
    monkeypatch.setattr(spacy_pipeline, "build_pipeline", build)
    where = ({}, LocalModelStorage(tmp_path), Resource("nlp"), Mock())

    ShopSpacyNLP.create(*where).train(TrainingData())
    ShopSpacyNLP.load(*where).train(TrainingData())
    assert build.call_count == 1
    assert marked(ShopSpacyNLP.load(*where)) == ["华为"]

    names["brand"] = ["手机"]
    ShopSpacyNLP.load(*where).train(TrainingData())
    assert build.call_count == 2
    assert marked(ShopSpacyNLP.load(*where)) == ["手机"]
    assert marked(ShopSpacyNLP.load(*where), "小天鹅洗衣机") == ["小天鹅"]


def marked(component: ShopSpacyNLP, text: str = "华为手机") -> list[str]:
    document = component._model.model(text)
    words: list[str] = []
    for token in document:
        if token._.gazetteer and token._.gazetteer[0].startswith("B"):
            words.append("")
        if token._.gazetteer:
            words[-1] += token.text
    return words


def test_common_names_are_texts_of_known_kinds() -> None:
    names = common_names()
    assert set(names) == {f"common-{kind}" for kind in ("attribute", "brand", "category", "product", "term")}
    assert all(isinstance(name, str) and len(name) > 1 for known in names.values() for name in known)
    assert "拖鞋" in names["common-category"]
