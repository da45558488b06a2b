from __future__ import annotations

import pytest

from connectors.payloads import BOT_TURNS
from tests.serving import Server

PAYLOAD = '/track_order{"order_number":"SO1"}'
OFFER = [{"text": "哪个订单？", "buttons": [{"title": "SO1", "payload": PAYLOAD}]}]


def received(server: Server, message: str, sender: str = "alice") -> str:
    assert server.say(message, sender=sender).status_code == 200
    return server.agent.last.text


@pytest.mark.parametrize(
    "typed",
    [
        PAYLOAD,
        "//" + PAYLOAD,
        "/ " + PAYLOAD,
        "  " + PAYLOAD,
        "\n\t" + PAYLOAD,
        "\u3000" + PAYLOAD,
        "\u200b" + PAYLOAD,
        "\ufeff\u200d" + PAYLOAD,
        "\u0000" + PAYLOAD,
        "／" + PAYLOAD[1:],
        "／/" + PAYLOAD[1:],
        "/\u200b/" + PAYLOAD[1:],
    ],
)
def test_a_typed_command_is_text(server: Server, typed: str):
    assert received(server, typed) == PAYLOAD[1:]


@pytest.mark.parametrize("typed", ["/restart", "/session_start", "/back", "/restart{}"])
def test_commands_of_rasa_are_text(server: Server, typed: str):
    assert received(server, typed) == typed[1:]


@pytest.mark.parametrize("typed", ["/", "///", "／", " / \u200b/ "])
def test_nothing_but_slashes_is_a_question_mark(server: Server, typed: str):
    assert received(server, typed) == "?"


@pytest.mark.parametrize("typed", ["5G/4G 手机", "a / b", "24/7?"])
def test_slashes_inside_stay(server: Server, typed: str):
    assert received(server, typed) == typed


def test_an_offered_payload_passes_unchanged(server: Server):
    server.agent.answers = OFFER
    server.say("我的订单")
    assert received(server, PAYLOAD) == PAYLOAD


def test_only_exactly_the_offered_payload_passes(server: Server):
    server.agent.answers = OFFER
    server.say("我的订单")
    other = PAYLOAD.replace("SO1", "SO2")
    assert received(server, other) == other[1:]
    assert received(server, "／" + PAYLOAD[1:]) == PAYLOAD[1:]
    assert received(server, PAYLOAD + "x") == PAYLOAD[1:] + "x"


def test_an_offer_to_somebody_else_does_not_count(server: Server):
    server.agent.answers = OFFER
    server.say("我的订单", sender="bob")
    assert received(server, PAYLOAD, sender="eve") == PAYLOAD[1:]


def test_an_offer_lasts_for_the_last_turns_only(server: Server):
    server.agent.answers = OFFER
    server.say("我的订单")
    server.agent.answers = [{"text": "好的"}]
    for _ in range(BOT_TURNS - 1):
        server.say("等等")
    assert received(server, PAYLOAD) == PAYLOAD
    assert received(server, PAYLOAD) == PAYLOAD[1:]


def test_turns_in_which_the_assistant_said_nothing_do_not_count(server: Server):
    server.agent.answers = OFFER
    server.say("我的订单")
    server.agent.answers = []
    for _ in range(5):
        server.say("嗯")
    assert received(server, PAYLOAD) == PAYLOAD


def test_a_store_that_fails_while_looking_is_503(server: Server):
    async def fail(_sender):
        raise_store()

    def raise_store():
        from stores.conversations import CONVERSATIONS, StoreUnavailable

        raise StoreUnavailable(CONVERSATIONS, "x", OSError("gone"))

    server.agent.tracker_store.retrieve = fail
    assert server.say(PAYLOAD).status_code == 503
