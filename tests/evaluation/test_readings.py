from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.errors import EvaluationError
from evaluation.predictions import predict, reading_of
from evaluation.readings import Reading, Sentence, Span, load_readings, read_sentences, save_readings
from tests.evaluation.readings import reading

NLU = """\
version: "3.1"
nlu:
- intent: search_product
  metadata: {language: zh}
  examples: |
    - [三千](price:max)以下的[手机](category)
- intent: greet
  examples: |
    - hello
    - 你好
"""


def test_sentences_come_with_exact_spans_and_a_language(tmp_path: Path):
    file = tmp_path / "test.yml"
    file.write_text(NLU, encoding="utf-8")
    searched, *greeted = read_sentences(file)
    assert searched.text == "三千以下的手机"
    assert searched.spans == (Span(0, 2, "price"), Span(5, 7, "category"))
    assert [(s.text, s.language) for s in greeted] == [("hello", "en"), ("你好", "zh")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "K851"),
        ("nlu: [", "K851"),
        ("nlu: []\n", "K852"),
        ("nlu:\n- intent: a\n  examples: |\n    - [x](\n", "K851"),
    ],
)
def test_what_is_no_test_data_is_said(tmp_path: Path, content: str | None, code: str):
    file = tmp_path / "test.yml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationError, match=code):
        read_sentences(file)


def test_predictions_come_back_as_they_were_kept(tmp_path: Path):
    kept = [reading("hi 👋", "greet", declined=True), reading("手机", "inform", spans=(Span(0, 2, "category"),))]
    save_readings(kept, tmp_path / "new" / "predictions.json")
    assert load_readings(tmp_path / "new" / "predictions.json") == kept


@pytest.mark.parametrize("content", [None, "[]", "{", '{"format": 0, "readings": []}'])
def test_what_is_no_record_of_predictions_is_said(tmp_path: Path, content: str | None):
    file = tmp_path / "predictions.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(EvaluationError, match="K853"):
        load_readings(file)


def test_the_fallback_is_no_guess():
    parsed = {
        "intent": {"name": "nlu_fallback", "confidence": 0.4},
        "intent_ranking": [
            {"name": "nlu_fallback", "confidence": 0.4},
            {"name": "greet", "confidence": 0.35},
            {"name": "thank", "confidence": 0.2},
        ],
        "entities": [{"entity": "brand", "start": 0, "end": 2, "value": "索尼", "extractor": "DIETClassifier"}],
    }
    read = reading_of(Sentence("索尼", "zh", "inform"), parsed)
    assert (read.guess, read.answered_as, read.declined) == ("greet", "nlu_fallback", True)
    assert read.margin == pytest.approx(0.15)
    assert read.found == (Span(0, 2, "brand"),)


def test_nothing_read_is_no_guess():
    read = Reading(Sentence("?", "en", "greet"), ())
    assert (read.guess, read.confidence, read.right) == ("nlu_fallback", 0.0, False)


def test_a_missing_model_is_said(tmp_path: Path):
    with pytest.raises(EvaluationError, match="make train"):
        predict([], tmp_path / "none.tar.gz", print)
