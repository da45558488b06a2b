"""What a second process trains from the content is what Rasa's training would have learned."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import Mock

import pytest
import yaml

from components.ahead import Ahead
from components.ensemble import Ensemble
from tools import train_ahead

COMPONENTS = ("SpanEnsemble", "IntentEnsemble")
NLU = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - 你好
    - hi there
- intent: search_product
  examples: |
    - any [Sony](brand) [headphones](category)
    - 有没有[华为](brand)的[手机](category)
    - a [laptop](category) please
    - a [phone]{"entity": "category", "value": "phone"} please
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the linear models alone."""
    pipeline = [
        {"name": "components.spacy_pipeline.ShopSpacyNLP"},
        {"name": "SpacyTokenizer"},
        {"name": "components.intent_ensemble.IntentEnsemble", "min_count": 1},
        {"name": "components.span_ensemble.SpanEnsemble"},
    ]
    config = {"recipe": "default.v1", "assistant_id": "small", "language": "zh", "pipeline": pipeline, "policies": []}
    (tmp_path / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (tmp_path / "domain.yml").write_text("version: '3.1'\nintents: [greet, search_product]\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "nlu.yml").write_text(NLU, encoding="utf-8")
    (tmp_path / "ahead").mkdir()
    monkeypatch.setenv("RASA_CACHE_DIRECTORY", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_rasas_training_takes_what_was_trained_ahead(project: Path, monkeypatch: pytest.MonkeyPatch):
    from rasa.model_training import train_nlu

    from components.intent_ensemble import IntentEnsemble
    from components.span_ensemble import SpanEnsemble

    train_ahead.main([str(project / "ahead"), *COMPONENTS])
    assert len(list((project / "ahead").iterdir())) == len(COMPONENTS)
    for each in (IntentEnsemble, SpanEnsemble):
        monkeypatch.setattr(each, "fit", Mock(side_effect=AssertionError("trained again")))
    monkeypatch.setattr(Ensemble, "ahead", Ahead(project / "ahead", lambda: False, COMPONENTS))
    assert train_nlu("config.yml", "data", str(project / "models"))


def test_a_process_that_fails_is_told_of_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(train_ahead, "PROJECT", tmp_path)  # no content, and no such module
    monkeypatch.setattr(train_ahead, "LOG", tmp_path / "log" / "train-ahead.log")
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    monkeypatch.delenv("PYTHONPATH", raising=False)
    with train_ahead.trained_ahead("SpanEnsemble"):
        assert Ensemble.ahead is not None
        assert not Ensemble.ahead.take("abc", tmp_path / "copy")  # waits until it has ended
    assert Ensemble.ahead is None
    assert "log/train-ahead.log" in caplog.text
    assert "tools" in (tmp_path / "log" / "train-ahead.log").read_text(encoding="utf-8")


def test_with_one_processor_there_is_no_second_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0})
    with train_ahead.trained_ahead("SpanEnsemble"):
        assert Ensemble.ahead is None
