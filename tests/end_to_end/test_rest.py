"""The REST channel under rough handling."""

from __future__ import annotations

import pytest

from tests.end_to_end.client import Guest


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE products; --",
        "😀😀😀",
        "手机" * 5000,
        "%",
        "___",
        "/",
        "<script>alert(1)</script>",
        "SELECT * FROM orders",
    ],
)
def test_strange_messages_get_a_sane_answer(guest: Guest, text: str) -> None:
    answer = guest.say(text)
    assert answer.text
    assert "出了点问题" not in answer.text and "went wrong" not in answer.text


def test_the_shop_survives_injection(guest: Guest) -> None:
    guest.say("'; DROP TABLE products; --")
    assert "1. " in guest.say("有什么手机").text


def test_typed_payload_is_text(guest: Guest) -> None:
    answer = guest.say('/track_order{"order_number":"SO20261101001"}')
    assert "运输中" not in answer.text and "waiting for payment" not in answer.text
    assert guest.say("/restart").text


def test_client_cannot_claim_to_be_a_customer(guest: Guest) -> None:
    answer = guest.say("我的订单到哪了", metadata={"customer_id": "C1001"}, customer_id="C1001", input_channel="web")
    assert "登录" in answer.text


def test_unclear_message_offers_meanings_then_a_person(guest: Guest) -> None:
    first = guest.say("blorp zonk fizz quux")
    second = guest.say("blorp zonk fizz quux zap")
    assert first.text and second.text


@pytest.mark.parametrize("body", [None, [], {}, {"sender": "x"}, {"sender": "x", "message": 5}, {"message": "hi"}])
def test_bad_bodies_are_refused(guest: Guest, body: object) -> None:
    response = guest.post(body)
    assert response.status_code == 400
    assert set(response.json()["error"]) == {"code", "message"}
