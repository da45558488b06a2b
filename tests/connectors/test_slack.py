from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator

import pytest
import requests

from connectors.slack import SlackInput
from stores.conversations import CONVERSATIONS, StoreUnavailable
from tests.serving import FakeAgent, Server, serving

SECRET = "signing secret"
WEBHOOK = "/webhooks/slack/webhook"
WAIT_S = 5


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What would have been sent to Slack."""
    sent: list[dict] = []

    async def post(_client, **message):
        sent.append(message)

    monkeypatch.setattr("slack_sdk.web.async_client.AsyncWebClient.chat_postMessage", post)
    return sent


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch, posted: list[dict]) -> Iterator[Server]:
    monkeypatch.setenv("SLACK_TOKEN", "xoxb-test")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", SECRET)
    with serving([SlackInput.from_credentials({"use_threads": False})], FakeAgent()) as server:
        yield server


def event(server: Server, text: str, secret: str = SECRET) -> requests.Response:
    inner = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": text, "ts": "1.0"}
    body = json.dumps({"type": "event_callback", "authed_users": [], "event": inner}).encode()
    stamp = str(int(time.time()))
    signature = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
    }
    return server.post(WEBHOOK, data=body, headers=headers)


def wait_for(condition) -> None:
    deadline = time.monotonic() + WAIT_S
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def test_slack_is_off_without_its_settings():
    with serving([SlackInput.from_credentials(None)], FakeAgent()) as server:
        assert server.post(WEBHOOK, json={}).status_code == 404
        assert server.get("/healthz").status_code == 200


def test_a_message_is_answered_in_its_own_conversation(slack: Server, posted: list[dict]):
    assert event(slack, "你好").status_code == 200
    wait_for(lambda: posted)
    assert (posted[0]["channel"], posted[0]["text"]) == ("D1", "好的")
    assert slack.agent.last.sender_id == "slack-U1" and slack.agent.last.input_channel == "slack"
    assert "customer_id" not in slack.agent.last.metadata


def test_a_typed_command_is_text(slack: Server):
    event(slack, '/track_order{"order_number":"SO1"}')
    wait_for(lambda: slack.agent.received)
    assert slack.agent.last.text == 'track_order{"order_number":"SO1"}'


def test_a_message_that_slack_did_not_sign_is_refused(slack: Server):
    assert event(slack, "hi", secret="guessed").status_code == 400
    assert slack.agent.received == []


def test_a_failure_is_told_to_the_customer(slack: Server, posted: list[dict]):
    slack.agent.failure = StoreUnavailable(CONVERSATIONS, "x", OSError("gone"))
    event(slack, "hi")
    wait_for(lambda: posted)
    assert "对话暂时无法保存" in posted[0]["text"]
