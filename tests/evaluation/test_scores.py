from __future__ import annotations

import pytest

from evaluation.readings import Span
from evaluation.scores import matrix, score
from tests.evaluation.readings import reading

PRICE, BRAND = Span(0, 4, "price"), Span(5, 9, "brand")


def test_out_of_scope_counts_apart_and_asking_back_catches_it():
    scores = score(
        [
            reading("a", "greet"),
            reading("b", "greet", "thank"),
            reading("c", "out_of_scope"),
            reading("d", "out_of_scope", "greet", declined=True),
            reading("e", "out_of_scope", "greet"),
        ]
    )
    assert scores.overall.accuracy == 0.5
    assert scores.overall.caught == pytest.approx(2 / 3)
    assert scores.intents["out_of_scope"].recall == pytest.approx(2 / 3)
    assert scores.intents["greet"].invented == 1


def test_a_right_guess_that_was_asked_back_is_right_but_not_answered():
    overall = score([reading("a", "greet", declined=True), reading("b", "greet")]).overall
    assert (overall.accuracy, overall.answered, overall.asked_back) == (1.0, 0.5, 0.5)


def test_languages_are_scored_apart():
    scores = score([reading("你好", "greet", language="zh"), reading("hi", "greet", "thank", language="en")])
    assert {name: part.accuracy for name, part in scores.languages.items()} == {"en": 0.0, "zh": 1.0}
    assert scores.languages["zh"].caught is None


def test_intents_and_entities_are_scored_in_each_language():
    scores = score(
        [
            reading("你好", "greet", language="zh"),
            reading("hi", "greet", "thank", language="en"),
            reading("2000 Sony", "search_product", spans=(PRICE, BRAND), found=(BRAND,), language="en"),
            reading("索尼 tv", "search_product", spans=(Span(0, 2, "brand"),), language="mixed"),
        ]
    )
    greet = {language: of["greet"].f1 for language, of in scores.intents_in.items() if "greet" in of}
    assert greet == {"en": 0.0, "zh": 1.0}
    assert {language: sorted(of) for language, of in scores.entities_in.items()} == {
        "en": ["brand", "price"],
        "mixed": ["brand"],
        "zh": [],
    }
    assert scores.entities_in["en"]["price"].f1 == 0.0


def test_only_exact_spans_count():
    scores = score([reading("2000 Sony", "search_product", spans=(PRICE, BRAND), found=(Span(0, 3, "price"), BRAND))])
    assert (scores.entities["price"].f1, scores.entities["brand"].f1) == (0.0, 1.0)
    assert scores.overall.entities.f1 == 0.5


@pytest.mark.parametrize(
    ("found", "kinds"),
    [
        ((), ["missed"]),
        ((Span(0, 3, "price"),), ["boundaries"]),
        ((Span(0, 4, "brand"),), ["label"]),
        ((PRICE, BRAND), ["invented"]),
        ((PRICE,), []),
    ],
)
def test_a_mistake_in_an_entity_is_told_once_and_by_its_kind(found: tuple[Span, ...], kinds: list[str]):
    mistakes = score([reading("2000 Sony", "search_product", spans=(PRICE,), found=found)]).entity_mistakes
    assert [mistake.kind for mistake in mistakes] == kinds


def test_the_worst_confusions_come_first_and_the_surest_sentences_in_them():
    scores = score(
        [
            reading("a", "track_order", "ask_help", 0.5),
            reading("b", "track_order", "ask_help", 0.8),
            reading("c", "track_order"),
            reading("d", "greet", "thank", 0.99),
        ]
    )
    worst = scores.confusions[0]
    assert (worst.intent, worst.guess, worst.share) == ("track_order", "ask_help", pytest.approx(2 / 3))
    assert [r.sentence.text for r in worst.readings] == ["b", "a"]


def test_the_matrix_shows_what_customers_got():
    rows, columns, counts = matrix(
        [reading("a", "greet"), reading("b", "greet", declined=True), reading("c", "out_of_scope")]
    )
    assert rows == ["greet", "out_of_scope"] and columns == ["greet", "out_of_scope", "nlu_fallback"]
    assert counts == [[1, 0, 1], [0, 1, 0]]


def test_nothing_read_gives_no_scores():
    assert score([]).overall.accuracy == 0.0
