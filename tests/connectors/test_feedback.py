"""Thumbs up and down on a real server, with a real store of conversations, up to what `make review` makes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import InputChannel
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.blueprint import ChannelBlueprint
from connectors.web.channel import WebInput, conversation_of
from connectors.web.feedback import give_feedback
from connectors.web.session import Sessions
from review.conversations import read_conversations
from review.turns import turns_of
from review.weakness import weak_turns
from runtime.settings import PROJECT, Settings
from stores import conversations
from stores.conversations import ConfiguredTrackerStore, StoreUnavailable
from tests.connectors.conftest import Browser, FakeShop
from tests.serving import FakeAgent, Server, serving

CUSTOMER = "web-C1"


class Thumbs(InputChannel):
    """Nothing but the thumbs, for those who are signed in on the web page."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    @classmethod
    def name(cls) -> str:
        return "thumbs"

    def blueprint(self, on_new_message: Any) -> Blueprint:
        routes = ChannelBlueprint("thumbs")

        @routes.post("/feedback", name="feedback")
        async def feedback(request: Request) -> HTTPResponse:
            return await give_feedback(request, self._sessions, conversation_of)

        return routes


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    settings = Settings(var=tmp_path, secret_key="for tests only, for tests only, 1")
    monkeypatch.setattr(conversations, "read_settings", lambda: settings)
    web = WebInput(settings)
    agent = FakeAgent(ConfiguredTrackerStore(domain=Domain.empty()))
    agent.lock_store = InMemoryLockStore()
    with serving([web, Thumbs(web._sessions)], agent) as running:
        running.app.ctx.shop = FakeShop()
        yield running
    agent.tracker_store.close()


@pytest.fixture
def browser(server: Server) -> Browser:
    browser = Browser(server.url)
    assert browser.sign_in("demo").status_code == 200
    return browser


def rate(browser: Browser, **body: Any) -> tuple[int, str]:
    answer = browser.post("/webhooks/thumbs/feedback", json=body)
    return answer.status_code, answer.json().get("error", {}).get("code", "")


def ask(server: Server, browser: Browser, message: str, *answers: str) -> None:
    server.agent.answers = [{"text": text} for text in answers]
    assert browser.say(message).status_code == 200


def disliked() -> list[str]:
    """What `make review` finds that was disliked."""
    found = []
    for name, events in read_conversations(0.0, PROJECT / "domain.yml", lambda line: None):
        assert name == CUSTOMER
        found += [weak.turn.text for weak in weak_turns(turns_of(name, events), 0.0) if "thumbs_down" in weak.reasons]
    return found


def test_the_review_finds_what_was_disliked(server: Server, browser: Browser) -> None:
    ask(server, browser, "运费多少", "退款需要三天。")
    ask(server, browser, "谢谢", "不客气。")
    assert rate(browser, feedback="down", answer="退款需要三天。") == (200, "")
    assert disliked() == ["运费多少"]
    assert rate(browser, feedback="up", answer=" 退款需要三天。 ") == (200, "")
    assert disliked() == []


def test_without_words_the_last_answer_is_meant(server: Server, browser: Browser) -> None:
    ask(server, browser, "one", "first")
    ask(server, browser, "two", "second")
    assert rate(browser, feedback="down") == (200, "")
    assert disliked() == ["two"]


def test_a_paragraph_of_an_answer_is_enough(server: Server, browser: Browser) -> None:
    ask(server, browser, "one", "first\n\nmore", "last")
    assert rate(browser, feedback="down", answer="more") == (200, "")
    assert disliked() == ["one"]


def test_an_answer_of_an_earlier_session_can_be_disliked(server: Server, browser: Browser) -> None:
    ask(server, browser, "yesterday", "old")
    store = server.agent.tracker_store

    async def pause() -> None:
        tracker = await store.retrieve(CUSTOMER)
        tracker.update(SessionStarted())
        await store.save(tracker)

    asyncio.run(pause())
    ask(server, browser, "today", "new")
    assert rate(browser, feedback="down", answer="old") == (200, "")
    assert disliked() == ["yesterday"]


def test_the_same_click_twice_is_kept_once(server: Server, browser: Browser) -> None:
    ask(server, browser, "one", "first")
    counts = []
    for _ in range(2):
        assert rate(browser, feedback="down") == (200, "")
        counts.append(len(asyncio.run(server.agent.tracker_store.retrieve(CUSTOMER)).events))
    assert counts[0] == counts[1]


def test_the_page_still_shows_what_was_said(server: Server, browser: Browser) -> None:
    ask(server, browser, "one", "first")
    rate(browser, feedback="down")
    ask(server, browser, "two", "second")
    shown = browser.get("/api/history").json()["messages"]
    assert [message["text"] for message in shown] == ["one", "first", "two", "second"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"feedback": "bad"},
        {"feedback": ["down"]},
        {"feedback": None},
        {"feedback": "down", "answer": 7},
        {"feedback": "down", "answer": "x" * 8001},
    ],
)
def test_anything_else_is_refused(server: Server, browser: Browser, body: dict[str, Any]) -> None:
    ask(server, browser, "one", "x")
    assert rate(browser, **body) == (400, "feedback_invalid")
    assert disliked() == []


def test_what_nobody_said_cannot_be_rated(server: Server, browser: Browser) -> None:
    assert rate(browser, feedback="down") == (404, "answer_unknown")
    ask(server, browser, "one", "first")
    assert rate(browser, feedback="down", answer="irst") == (404, "answer_unknown")


def test_only_signed_in_customers_and_our_own_page_can_rate(server: Server, browser: Browser) -> None:
    ask(server, browser, "one", "first")
    assert rate(Browser(server.url), feedback="down") == (401, "not_signed_in")
    other = browser.post(
        "/webhooks/thumbs/feedback", json={"feedback": "down"}, headers={"Origin": "https://evil.example"}
    )
    form = browser.post("/webhooks/thumbs/feedback", data={"feedback": "down"})
    large = browser.post("/webhooks/thumbs/feedback", json={"feedback": "down", "more": "x" * 300_000})
    assert [answer.status_code for answer in (other, form, large)] == [403, 415, 413]
    assert disliked() == []


def test_a_store_that_is_away_is_said(server: Server, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(server, browser, "one", "first")

    async def away(_sender: str) -> None:
        raise StoreUnavailable("store", "somewhere", OSError("away"))

    monkeypatch.setattr(server.agent.tracker_store, "retrieve_full_tracker", away)
    assert rate(browser, feedback="down") == (503, "store_unavailable")
