from __future__ import annotations

import pytest

from bench.language_scores import intents_alone, intents_and_entities, own_content, with_rejections, written_in
from evaluation.readings import OUT_OF_SCOPE, Sentence, Span
from tests.evaluation.readings import reading


def test_an_entity_counts_with_its_kind_and_both_ends():
    spans = (Span(0, 3, "date"),)
    readings = [
        reading("a", "greet", spans=spans),
        reading("b", "greet", spans=spans, found=(Span(0, 2, "date"),)),
        reading("c", "greet", "thank", spans=spans, found=(Span(0, 3, "time"),)),
        reading("d", "greet"),
    ]
    figures = intents_and_entities(readings)
    assert (figures["intent_f1"], figures["entity_f1"]) == (0.75, pytest.approx(1 / 3, abs=1e-4))
    assert figures["entity_overlap_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["entities"] == {"date": {"f1": 0.4, "spans": 3}, "time": {"f1": 0.0, "spans": 0}}


def test_macro_f1_counts_every_intent_the_same():
    readings = [reading(str(n), "greet") for n in range(8)] + [reading("x", "thank", "greet")]
    figures = intents_alone(readings)
    assert figures["accuracy"] == pytest.approx(8 / 9, abs=1e-4)
    assert figures["macro_f1"] == pytest.approx((16 / 17 + 0) / 2, abs=1e-4)
    assert list(figures["weak_intents"]) == ["thank"]


def test_rejections_cost_accuracy_and_the_threshold_comes_from_the_validation_sentences_alone():
    validation = [reading(str(n), "greet", confidence=0.8) for n in range(20)]
    validation += [reading(f"o{n}", OUT_OF_SCOPE, "greet", 0.4) for n in range(5)]
    tested = [
        reading("sure", "greet", confidence=0.7),
        reading("unsure", "greet", confidence=0.5),
        reading("unsure, wrong", "greet", "thank", 0.5),
        reading("refused", "greet", OUT_OF_SCOPE, 0.9),
        reading("out, unsure", OUT_OF_SCOPE, "greet", 0.5),
        reading("out, known", OUT_OF_SCOPE, confidence=0.9),
        reading("out, sure", OUT_OF_SCOPE, "greet", 0.9),
    ]
    figures = with_rejections(tested, validation, 0.93, 0.6)
    assert figures["threshold"] == pytest.approx(0.6)
    assert (figures["accuracy"], figures["accuracy_without_rejections"]) == (0.25, 0.5)
    assert figures["oos_recall"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["oos_recall_without_rejections"] == pytest.approx(1 / 3, abs=1e-4)
    assert (figures["validation_accuracy"], figures["validation_oos_recall"]) == (1.0, 1.0)


def test_own_content_counts_every_intent_and_no_help_of_the_fallback():
    readings = [
        reading("你好", "greet", language="zh"),
        reading("谢谢", "thank", "greet", language="zh"),
        reading("hello there", "greet", language="en"),
        reading("帮我 track 一下", "track_order", language="mixed"),
        reading("who won the game", OUT_OF_SCOPE, "greet", declined=True, language="en"),
    ]
    figures = own_content(readings)
    assert figures["accuracy"] == 0.6
    assert (figures["in_scope_accuracy"], figures["out_of_scope_caught"]) == (0.75, 1.0)
    assert figures["languages"]["zh"]["accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["languages"]["en"]["accuracy"] == 0.5
    assert set(figures["blocks"]) == {"zh", "en", "mixed"}
    assert figures["language_difference"] == pytest.approx(-0.1)
    assert figures["weakest_intent"] == 0.0
    assert figures["weak_intents"][OUT_OF_SCOPE] == {"f1": 0.0, "recall": 0.0, "sentences": 1}


def test_what_has_no_language_is_not_compared():
    readings = [reading("你好", "greet", language="zh"), reading("12345", "inform", "greet", language="zh")]
    figures = own_content(readings)
    assert figures["languages"]["none"]["accuracy"] == 0.0
    assert figures["language_difference"] == 0.0
    assert written_in(Sentence("12345", "en", "inform")) == "none"
