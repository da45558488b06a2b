from __future__ import annotations

import json

import pytest
from rasa.core.lock_store import LockError

from catalog.errors import CatalogUnavailable
from connectors.bodies import JSON_LIMIT_BYTES, MESSAGE_LIMIT_CHARACTERS
from runtime import failures
from stores.conversations import CONVERSATIONS, StoreUnavailable
from tests.serving import Server

WEBHOOK = "/webhooks/rest/webhook"


def error_of(answer) -> dict:
    assert answer.headers["content-type"] == "application/json"
    error = answer.json()["error"]
    assert set(error) - {"retryable"} == {"code", "message"} and error["message"]
    return error


def test_success_has_the_shape_of_rasa(server: Server):
    server.agent.answers = [{"text": "一\n\n二"}, {"text": "选？", "buttons": [{"title": "好", "payload": "/affirm"}]}]
    answer = server.say("你好")
    assert answer.status_code == 200
    assert answer.json() == [
        {"recipient_id": "alice", "text": "一"},
        {"recipient_id": "alice", "text": "二"},
        {"recipient_id": "alice", "text": "选？", "buttons": [{"title": "好", "payload": "/affirm"}]},
    ]
    assert server.agent.last.input_channel == "rest" and server.agent.last.sender_id == "alice"


def test_an_assistant_with_nothing_to_say_is_no_error(server: Server):
    server.agent.answers = []
    assert server.say("你好").json() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "invalid_json"),
        (b"{", "invalid_json"),
        (b'"text"', "invalid_json"),
        (b"[]", "invalid_json"),
        (b"[" * 5000, "invalid_json"),
        (b'{"sender": "a", "message": "\xff"}', "invalid_json"),
        (b'{"message": "hi"}', "sender_missing"),
        (b'{"sender": "", "message": "hi"}', "sender_missing"),
        (b'{"sender": null, "message": "hi"}', "sender_missing"),
        (b'{"sender": "  ", "message": "hi"}', "sender_invalid"),
        (b'{"sender": true, "message": "hi"}', "sender_invalid"),
        (b'{"sender": ["a"], "message": "hi"}', "sender_invalid"),
        (b'{"sender": "a\\u0000b", "message": "hi"}', "sender_invalid"),
        (b'{"sender": "\\ud800", "message": "hi"}', "sender_invalid"),
        (json.dumps({"sender": "a" * 256, "message": "hi"}).encode(), "sender_invalid"),
        (b'{"sender": "a"}', "message_missing"),
        (b'{"sender": "a", "message": null}', "message_missing"),
        (b'{"sender": "a", "message": " \\n "}', "message_missing"),
        (b'{"sender": "a", "message": "\\u0000\\u0007"}', "message_missing"),
        (b'{"sender": "a", "message": 5}', "message_invalid"),
        (b'{"sender": "a", "message": {"text": "hi"}}', "message_invalid"),
        (b'{"sender": "a", "message": "hi", "metadata": []}', "metadata_invalid"),
        (json.dumps({"sender": "a", "message": "hi", "metadata": {"k": "x" * 5000}}).encode(), "metadata_invalid"),
        (b'{"sender": "a", "message": "hi", "metadata": ' + b'{"k":' * 20 + b"1" + b"}" * 21, "metadata_invalid"),
    ],
)
def test_bad_input_is_400(server: Server, body: bytes, code: str):
    answer = server.post(WEBHOOK, data=body)
    assert (answer.status_code, error_of(answer)["code"]) == (400, code)
    assert server.agent.received == []


@pytest.mark.parametrize("sender", ["web-C1", "WEB-C1", " web-C1", "ｗｅｂ-C1", "slack-U1"])
def test_conversations_of_signed_in_customers_are_out_of_reach(server: Server, sender: str):
    answer = server.say("where is my order", sender=sender)
    assert answer.status_code == 400 and error_of(answer)["code"] == "sender_reserved"


def test_a_number_may_name_a_conversation(server: Server):
    assert server.say("hi", sender=42).json()[0]["recipient_id"] == "42"


def test_a_long_message_is_cut_not_refused(server: Server):
    assert server.say("长" * 10_000).status_code == 200
    assert server.agent.last.text == "长" * MESSAGE_LIMIT_CHARACTERS
    assert server.agent.last.metadata == {"truncated_from": 10_000}


def test_a_huge_body_is_413_and_says_the_limit(server: Server):
    answer = server.say("x" * (JSON_LIMIT_BYTES + 1))
    assert answer.status_code == 413 and "256 kB" in error_of(answer)["message"]


@pytest.mark.parametrize(
    ("sent", "arrives"),
    [
        ("a\u0000b\u0007c", "abc"),
        ("a\r\nb", "a\n\nb"),
        ("😀🎧👨‍👩‍👧", "😀🎧👨‍👩‍👧"),
        ("'; DROP TABLE products; --", "'; DROP TABLE products; --"),
    ],
)
def test_control_characters_are_removed_and_nothing_else(server: Server, sent: str, arrives: str):
    assert server.say(sent).status_code == 200
    assert server.agent.last.text == arrives


def test_half_a_surrogate_pair_is_removed(server: Server):
    server.post(WEBHOOK, data=b'{"sender": "a", "message": "hi \\ud83d there"}')
    assert server.agent.last.text == "hi  there"


def test_a_client_cannot_say_who_it_is_or_which_channel_it_comes_from(server: Server):
    server.say("hi", metadata={"customer_id": "C1", "a.b": float(1)}, input_channel="web", customer_id="C1")
    assert server.agent.last.metadata == {"client": {"customer_id": "C1", "a_b": 1.0}}
    assert server.agent.last.input_channel == "rest"


def test_streaming_is_answered_plainly(server: Server):
    answer = server.post(WEBHOOK + "?stream=true", json={"sender": "a", "message": "hi"})
    assert answer.json() == [{"recipient_id": "a", "text": "好的"}]


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (RuntimeError("secret detail"), 500, "internal_error"),
        (StoreUnavailable(CONVERSATIONS, "secret host", OSError("gone")), 503, "store_unavailable"),
        (LockError("secret"), 503, "busy"),
        (CatalogUnavailable("secret"), 503, "catalog_unavailable"),
    ],
)
def test_a_failure_is_an_error_and_tells_nothing_secret(server: Server, failure: Exception, status: int, code: str):
    server.agent.failure = failure
    answer = server.say("hi")
    assert (answer.status_code, error_of(answer)["code"]) == (status, code)
    assert "secret" not in answer.text and "Traceback" not in answer.text


def test_a_lock_that_cannot_be_stored_is_a_store_failure(server: Server):
    async def fail(_message):
        try:
            raise StoreUnavailable("store of locks", "x", OSError("gone"))
        except StoreUnavailable as error:
            # As Rasa raises it, without a cause.
            raise LockError(f"Error while acquiring lock. Error:\n{error}")  # noqa: B904

    server.agent.handle_message = fail
    assert error_of(server.say("hi"))["code"] == "store_unavailable"


def test_a_failed_action_with_nothing_said_is_an_error(server: Server):
    async def swallow(message):
        failures.note(RuntimeError("secret"))

    server.agent.handle_message = swallow
    answer = server.say("hi")
    assert answer.status_code == 500 and error_of(answer)["code"] == "action_failed"


def test_without_a_model_the_answer_is_503(server: Server):
    server.agent.ready = False
    answer = server.say("hi")
    assert answer.status_code == 503 and error_of(answer)["code"] == "not_ready"


@pytest.mark.parametrize(
    ("header", "language"),
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-GB,en;q=0.9,zh;q=0.8", "en"), ("zh;q=0.2, en;q=0.5", "en")],
)
def test_errors_speak_the_language_asked_for(server: Server, header: str, language: str):
    message = error_of(server.post(WEBHOOK, data=b"", headers={"Accept-Language": header}))["message"]
    assert ("JSON 对象" in message) == (language == "zh") and ("must be" in message) == (language == "en")


@pytest.mark.parametrize("header", [None, "", "fr", "*", ";;q=x,,,"])
def test_without_one_of_our_languages_errors_speak_both(server: Server, header: str | None):
    message = error_of(server.post(WEBHOOK, data=b"", headers={"Accept-Language": header}))["message"]
    assert "JSON 对象" in message and "must be" in message


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", WEBHOOK, 405, "method_not_allowed"),
        ("DELETE", "/login", 405, "method_not_allowed"),
        ("GET", "/assets/../../../../etc/passwd", 404, "not_found"),
        ("GET", "/assets/words.yml", 404, "not_found"),
    ],
)
def test_errors_anywhere_have_one_shape(browser, method: str, path: str, status: int, code: str):
    answer = browser.request(method, path)
    assert (answer.status_code, error_of(answer)["code"]) == (status, code)
