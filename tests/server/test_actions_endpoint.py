from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
from rasa.utils.endpoints import ClientResponseError

from runtime import actions_endpoint, failures
from runtime.actions_endpoint import ActionsNotLoaded, InProcessActions, RemoteActions, reachable

ACTIONS = """
import asyncio, decimal
from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import ActionExecutionRejection

class Good(Action):
    def name(self): return "good"
    async def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="价格")
        return [SlotSet("price", 1.5)]

class Meddling(Action):
    def name(self): return "meddling"
    def run(self, dispatcher, tracker, domain):
        tracker.slots["price"] = 0
        return []

class Telling(Action):
    def name(self): return "telling"
    def run(self, dispatcher, tracker, domain):
        return [SlotSet("price", tracker.latest_message["intent"]["confidence"])]

class Unwilling(Action):
    def name(self): return "unwilling"
    def run(self, dispatcher, tracker, domain):
        raise ActionExecutionRejection("unwilling", "not now")

class Unkeepable(Action):
    def name(self): return "unkeepable"
    def run(self, dispatcher, tracker, domain):
        return [SlotSet("price", decimal.Decimal("1"))]

class Broken(Action):
    def name(self): return "broken"
    def run(self, dispatcher, tracker, domain):
        raise KeyError("x")

class Slow(Action):
    def name(self): return "slow"
    async def run(self, dispatcher, tracker, domain):
        await asyncio.sleep(5)
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    name = f"sample_actions_{tmp_path.name}".replace("-", "_").replace(".", "_")
    (tmp_path / name / "inner").mkdir(parents=True)
    (tmp_path / name / "__init__.py").touch()
    (tmp_path / name / "inner" / "__init__.py").touch()
    (tmp_path / name / "inner" / "some.py").write_text(ACTIONS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return name


def call(endpoint: Any, action: str, tracker: dict[str, Any] | None = None) -> Any:
    state = {"sender_id": "a", "slots": {"price": 9}, "latest_message": {}, "events": [], **(tracker or {})}
    body = {"next_action": action, "sender_id": "a", "tracker": state, "version": "3.6"}
    return asyncio.run(endpoint.request(json=body, method="post", timeout=300, compress=False))


def test_numbers_of_numpy_reach_an_action(package: str):
    state = {"latest_message": {"intent": {"name": "greet", "confidence": np.float64(0.5)}}}
    assert call(InProcessActions(package), "telling", state)["events"][0]["value"] == 0.5


def test_actions_of_inner_packages_run(package: str):
    answer = call(InProcessActions(package), "good")
    assert [event["value"] for event in answer["events"]] == [1.5]
    assert answer["responses"][0]["text"] == "价格"


def test_an_action_cannot_change_live_objects(package: str):
    slots = {"price": 9}
    call(InProcessActions(package), "meddling", {"slots": slots})
    assert slots == {"price": 9}


def test_domains_are_only_sent_to_those_that_ask(package: str):
    assert InProcessActions(package).kwargs["enable_selective_domain"] is True


def test_a_rejection_arrives_as_rasa_expects_it(package: str):
    with failures.turn() as failed, pytest.raises(ClientResponseError) as caught:
        call(InProcessActions(package), "unwilling")
    assert caught.value.status == 400 and '"action_name": "unwilling"' in caught.value.text
    assert failed == []


@pytest.mark.parametrize(
    ("action", "error"), [("broken", KeyError), ("unkeepable", TypeError), ("unknown", ClientResponseError)]
)
def test_failures_are_raised_and_noted(package: str, action: str, error: type[Exception]):
    with failures.turn() as failed, pytest.raises(error):
        call(InProcessActions(package), action)
    assert len(failed) == 1


def test_an_unknown_action_is_named(package: str, caplog: pytest.LogCaptureFixture):
    with pytest.raises(ClientResponseError):
        call(InProcessActions(package), "action_unknown")
    assert "action_unknown" in caplog.text


def test_an_action_that_takes_too_long_is_given_up(package: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(actions_endpoint, "ACTION_TIMEOUT_S", 0.05)
    with pytest.raises(ClientResponseError, match="504"):
        call(InProcessActions(package), "slow")


@pytest.mark.parametrize("line", ["import no_such_module", "raise ValueError('boom')", "def ("])
def test_a_module_that_cannot_be_imported_is_named_with_the_reason(package: str, tmp_path: Path, line: str):
    (tmp_path / package / "inner" / "bad.py").write_text(line, encoding="utf-8")
    with pytest.raises(ActionsNotLoaded, match=rf"{package}\.inner\.bad failed with \w+Error"):
        InProcessActions(package)
    sys.modules.pop(f"{package}.inner.bad", None)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("http://h:5055", "http://h:5055/webhook"),
        ("http://h:5055/", "http://h:5055/webhook"),
        ("http://h/path/hook", "http://h/path/hook"),
    ],
)
def test_the_address_of_an_action_server(given: str, used: str):
    assert RemoteActions(given).url == used


def test_an_action_server_that_is_not_there_is_noted():
    with failures.turn() as failed, pytest.raises(aiohttp.ClientConnectionError):
        call(RemoteActions("http://127.0.0.1:1"), "good")
    assert len(failed) == 1


def test_reachable():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert asyncio.run(reachable(f"http://127.0.0.1:{listener.getsockname()[1]}/webhook"))
    assert not asyncio.run(reachable("http://127.0.0.1:1/webhook"))
    assert not asyncio.run(reachable("http://no-such-host.invalid"))


def test_our_own_actions_load():
    endpoint = InProcessActions()
    assert endpoint.executor.actions
