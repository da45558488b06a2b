from __future__ import annotations

from typing import Any

import pytest

from review.sheet import REASON_WORDS
from review.turns import turns_of
from review.weakness import REASONS, WeakTurn, weak_turns
from tests.review.events import Event, did, new_session, rated, said, slot


def weak(*events: Event, since: float = 0.0) -> list[WeakTurn]:
    return weak_turns(turns_of("c", events), since)


def told(*events: Event) -> list[tuple[str, list[str], list[str]]]:
    return [(one.turn.text, one.reasons, list(one.evidence)) for one in weak(*events)]


def reasons(*events: Event) -> list[tuple[str, list[str]]]:
    return [(one.turn.text, one.reasons) for one in weak(*events)]


def test_what_was_understood_and_answered_is_not_weak():
    assert reasons(said("hello", "greet"), did("utter_greet"), said("where is my order", "track_order", at=5)) == []


def test_what_was_not_understood_is_weak():
    assert reasons(said("blah", "nlu_fallback")) == [("blah", ["fallback"])]


def test_a_close_call_is_weak():
    assert reasons(said("my refund", "track_refund", 0.5, second=("get_refund", 0.4))) == [
        ("my refund", ["low_margin"])
    ]
    assert reasons(said("my refund", "track_refund", 0.8, second=("get_refund", 0.1))) == []


def test_a_button_clicked_after_asking_back_tells_the_meaning():
    found = weak(
        said("my parcel??", "nlu_fallback", second=("track_order", 0.3)), did("action_clarify"),
        said("/track_order", "track_order", 1.0, at=400),
    )  # fmt: skip
    assert [(one.reasons, list(one.evidence)) for one in found] == [(["fallback", "corrected"], ["track_order"])]


@pytest.mark.parametrize("words", ["我不是问这个，我是问发票", "no i meant the invoice", "That's not what I asked"])
def test_a_correction_makes_the_message_before_weak(words: str):
    found = told(said("发票的事", "greet"), said(words, "check_invoice", at=500))
    assert found == [("发票的事", ["corrected"], ["check_invoice"])]


def test_a_second_try_makes_the_first_weak_and_tells_its_meaning():
    found = told(said("快递到哪了呀", "delivery_period"), said("我的快递到哪了", "track_order", at=20))
    assert found == [("快递到哪了呀", ["rephrased"], ["track_order"])]


def test_the_same_question_about_another_product_is_no_second_try():
    first = said("索尼耳机多少钱", "ask_price", entities=(("索尼", "brand"),))
    assert reasons(first, said("华为耳机多少钱", "ask_price", at=10, entities=(("华为", "brand"),))) == []


def test_the_same_again_much_later_is_no_second_try():
    assert reasons(said("快递到哪了", "delivery_period"), said("快递到哪了呢", "track_order", at=4000)) == []


@pytest.mark.parametrize(
    "dislike",
    [
        said("👎", "complaint", at=1000),
        said("ok", "affirm", at=5, metadata={"feedback": "down"}),
        said("ok", "affirm", at=5, metadata={"client": {"feedback": "Down"}}),
        said("ok", "affirm", at=5, metadata={"client": {"feedback": -1}}),
    ],
)
def test_thumbs_down_makes_the_answer_before_weak(dislike: Event):
    assert ("how do I pay", ["thumbs_down"]) in [
        (text, [r for r in why if r == "thumbs_down"]) for text, why in reasons(said("how do I pay", "review"), dislike)
    ]


def test_a_click_on_a_thumb_counts_for_the_answer_it_stands_under():
    asked = (said("how do I pay", "review", at=1), said("hello", "greet", at=5))
    assert reasons(*asked, rated("down", 1, at=9)) == [("how do I pay", ["thumbs_down"])]
    assert reasons(*asked, rated("down", 1, at=9), rated("up", 1, at=12)) == []
    assert reasons(new_session(), asked[0], new_session(), asked[1], rated("down", 1, at=9)) == [
        ("how do I pay", ["thumbs_down"])
    ]


def test_thumbs_down_itself_is_no_example():
    assert all(text != "👎" for text, _ in reasons(said("hi", "greet"), said("👎", "nlu_fallback", at=3)))


def test_a_person_asked_for_right_after_makes_the_message_before_weak():
    asked = (said("还是不行", "payment_issue"), did("utter_payment_issue"))
    left = (said("转人工", "contact_human_agent", at=60), did("action_open_ticket"))
    assert reasons(*asked, *left) == [("还是不行", ["handed_over"])]


def test_what_answers_a_question_of_a_task_is_left_out():
    task = (said("cancel my order", "cancel_order"), slot("requested_slot", "order_number"))
    answered = (said("the one from monday", "nlu_fallback", at=9), slot("order_number", "SO20261101002"))
    assert reasons(*task, *answered) == []
    assert reasons(*task, said("whats the weather", "nlu_fallback", at=9)) == [("whats the weather", ["fallback"])]


@pytest.mark.parametrize("personal", ["address", "invoice_title"])
def test_answers_in_the_customers_own_words_are_never_taken(personal: str):
    task = (said("edit", "change_shipping_address"), slot("requested_slot", personal))
    assert reasons(*task, said("xy", "nlu_fallback")) == []


def test_sessions_are_not_mixed_up():
    first, second = said("thanks", "thank"), said("转人工", "contact_human_agent", at=30)
    assert reasons(new_session(), first, new_session(), second) == []


def test_only_turns_since_the_date_count():
    found = weak(said("old", "nlu_fallback", at=10), said("new", "nlu_fallback", at=1000), since=500)
    assert [one.turn.text for one in found] == ["new"]


def test_letters_and_odd_events_are_left_out():
    odd: dict[str, Any] = {"event": "user", "text": None, "timestamp": None}
    assert reasons(said("long " * 100, "nlu_fallback"), odd, {"event": "rewind"}) == []


def test_every_reason_has_words():
    assert set(REASONS) == set(REASON_WORDS)
