from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest

from catalog.errors import CatalogUnavailable
from connectors.rest import RestInput
from runtime.metrics import Counter, Histogram
from stores.conversations import CONVERSATIONS, StoreUnavailable
from tests.serving import FakeAgent, Server, serving


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serving([RestInput()], FakeAgent()) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.agent = running.app.ctx.agent = FakeAgent()
    running.app.ctx.shop = SimpleNamespace(ping=lambda: None)
    running.app.ctx.settings = replace(running.app.ctx.settings, action_server_url="")
    return running


def failing(error: Exception):
    def ping() -> None:
        raise error

    return ping


def test_alive_and_ready(server: Server):
    assert server.get("/healthz").json() == {"status": "ok"}
    answer = server.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "checks": {"model": "ok", "catalog": "ok", "conversations": "ok", "locks": "ok"},
    }


def break_model(server: Server) -> None:
    server.agent.ready = False


def break_catalog(server: Server) -> None:
    server.app.ctx.shop.ping = failing(CatalogUnavailable("secret"))


def break_conversations(server: Server) -> None:
    server.agent.tracker_store.ping = failing(StoreUnavailable(CONVERSATIONS, "secret", OSError()))


def break_locks(server: Server) -> None:
    server.agent.lock_store.ping = failing(StoreUnavailable("locks", "secret", OSError()))


def break_action_server(server: Server) -> None:
    server.app.ctx.settings = replace(server.app.ctx.settings, action_server_url="http://127.0.0.1:1")


@pytest.mark.parametrize("part", ["model", "catalog", "conversations", "locks", "action_server"])
def test_not_ready_says_which_part(server: Server, part: str):
    globals()[f"break_{part}"](server)
    answer = server.get("/readyz", headers={"Accept-Language": "en"})
    assert answer.status_code == 503
    body = answer.json()
    assert body["error"] == {"code": "not_ready", "message": f"The service is not ready: {part}.", "retryable": True}
    assert [name for name, outcome in body["checks"].items() if outcome != "ok"] == [part]
    assert "secret" not in answer.text
    assert server.get("/healthz").status_code == 200


def test_metrics_count_messages(server: Server):
    server.say("hi")
    server.agent.failure = RuntimeError("x")
    server.say("hi")
    answer = server.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'kefu_messages_total{channel="rest",status="ok"} ' in answer.text
    assert 'kefu_messages_total{channel="rest",status="internal_error"} ' in answer.text
    assert 'kefu_message_seconds_bucket{channel="rest",le="+Inf"} ' in answer.text


def test_counters():
    counter = Counter("c", "text", ("a",))
    counter.add('x"\n\\')
    counter.add("y", by=2)
    assert counter.lines() == ['c{a="x\\"\\n\\\\"} 1', 'c{a="y"} 2']
    assert Counter("c", "text").lines() == ["c 0"]


def test_histograms_are_cumulative():
    histogram = Histogram("h", "text", buckets=(1.0, 2.0))
    for value in (0.5, 1.5, 9.0):
        histogram.observe(value=value)
    assert histogram.lines() == [
        'h_bucket{le="1"} 1',
        'h_bucket{le="2"} 2',
        'h_bucket{le="+Inf"} 3',
        "h_sum 11.000000",
        "h_count 3",
    ]
