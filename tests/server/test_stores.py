from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore, LockError, LockStore
from rasa.core.tracker_store import (
    FailSafeTrackerStore,
    InMemoryTrackerStore,
    TrackerStore,
    check_if_tracker_store_async,
)
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.exceptions import RasaException
from sqlalchemy import event

from connectors import app as install
from runtime.settings import Settings
from server.checks import ENDPOINTS
from server.rasa_commands import AdoptingTrackerStore
from stores import conversations as stores
from stores.addresses import mongo_arguments, redis_arguments
from stores.conversations import ConfiguredLockStore, ConfiguredTrackerStore, StoreUnavailable, StrictTrackerStore
from tests.serving import serving

NOTHING_LISTENS = "127.0.0.1:1"


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Conversations go into a folder of the test."""
    monkeypatch.setattr(stores, "read_settings", lambda: Settings(var=tmp_path))
    return tmp_path


def with_settings(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    monkeypatch.setattr(stores, "read_settings", lambda: Settings(**values))


class TestConversations:
    def test_endpoints_yml_gives_a_file_that_outlives_the_process(self, var: Path):
        async def talk() -> list[str]:
            store = TrackerStore.create(AvailableEndpoints.read_endpoints(str(ENDPOINTS)).tracker_store)
            assert isinstance(store, ConfiguredTrackerStore) and check_if_tracker_store_async(store)
            tracker = await store.get_or_create_tracker("alice")
            tracker.update(UserUttered("你好 😀"))
            await store.save(tracker)
            again = ConfiguredTrackerStore(domain=Domain.empty())
            found = await again.retrieve_full_tracker("alice")
            assert list(await again.keys()) == ["alice"] and await again.retrieve("bob") is None
            return [each.text for each in found.events if isinstance(each, UserUttered)]

        assert asyncio.run(talk()) == ["你好 😀"]
        assert (var / "conversations.db").exists()

    def test_the_file_is_not_opened_anew_for_every_turn(self, var: Path):
        store = ConfiguredTrackerStore(domain=Domain.empty())
        opened = []
        event.listen(store.inner.engine, "connect", lambda *_: opened.append(1))
        store.inner.engine.dispose()

        async def talk() -> None:
            for turn in range(5):
                tracker = await store.get_or_create_tracker("alice")
                tracker.update(UserUttered(str(turn)))
                await store.save(tracker)

        asyncio.run(talk())
        assert len(opened) == 1
        store.close()

    def test_the_domain_reaches_the_inner_store(self, var: Path):
        store = ConfiguredTrackerStore(domain=None)
        domain = Domain.from_dict({"slots": {"language": {"type": "text", "mappings": [{"type": "custom"}]}}})
        store.domain = domain
        assert store.inner.domain is domain

        async def remember() -> Any:
            tracker = await store.get_or_create_tracker("alice")
            tracker.update(SlotSet("language", "en"), domain)
            await store.save(tracker)
            return (await store.retrieve("alice")).get_slot("language")

        assert asyncio.run(remember()) == "en"

    def test_a_file_that_cannot_be_opened_ends_the_start(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        (tmp_path / "conversations.db").mkdir()
        with_settings(monkeypatch, var=tmp_path)
        with pytest.raises(RasaException, match=r"store of conversations .*unable to open"):
            TrackerStore.create(AvailableEndpoints.read_endpoints(str(ENDPOINTS)).tracker_store)

    def test_a_mongodb_that_is_not_there_ends_the_start_soon(self, monkeypatch: pytest.MonkeyPatch):
        with_settings(
            monkeypatch, mongo_url=f"mongodb://user:hunter2@{NOTHING_LISTENS}/kefu?serverSelectionTimeoutMS=200"
        )
        with pytest.raises(StoreUnavailable, match="Connection refused") as caught:
            TrackerStore.create(AvailableEndpoints.read_endpoints(str(ENDPOINTS)).tracker_store)
        assert "hunter2" not in str(caught.value) and "Topology" not in str(caught.value)

    @pytest.mark.parametrize("error", [ImportError("no pymongo"), AttributeError("x")])
    def test_what_rasa_would_hide_is_an_error(self, var: Path, monkeypatch: pytest.MonkeyPatch, error: Exception):
        def fail(*_args: object) -> None:
            raise error

        monkeypatch.setattr(stores, "QuickSQLiteTrackerStore", fail)
        with pytest.raises(StoreUnavailable):
            TrackerStore.create(AvailableEndpoints.read_endpoints(str(ENDPOINTS)).tracker_store)

    def test_a_store_that_fails_later_fails_loudly(self, var: Path):
        store = ConfiguredTrackerStore(domain=Domain.empty())

        async def fail(*_args: object) -> None:
            raise OSError("disk full")

        store.inner.save = fail  # type: ignore[method-assign]
        tracker = store.init_tracker("alice")
        with pytest.raises(StoreUnavailable, match="disk full"):
            asyncio.run(store.save(tracker))


class TestLocks:
    def test_memory_by_default(self, var: Path):
        store = LockStore.create(AvailableEndpoints.read_endpoints(str(ENDPOINTS)).lock_store)
        assert isinstance(store, ConfiguredLockStore) and isinstance(store.inner, InMemoryLockStore)

        async def two() -> list[str]:
            order: list[str] = []

            async def one(name: str) -> None:
                async with store.lock("alice"):
                    order.append(f"{name} in")
                    await asyncio.sleep(0.05)
                    order.append(f"{name} out")

            await asyncio.gather(one("a"), one("b"))
            return order

        assert asyncio.run(two()) == ["a in", "a out", "b in", "b out"]
        assert store.get_lock("alice") is None

    def test_a_redis_that_is_not_there_ends_the_start(self, monkeypatch: pytest.MonkeyPatch):
        with_settings(monkeypatch, redis_url=f"redis://:hunter2@{NOTHING_LISTENS}/0")
        with pytest.raises(StoreUnavailable, match=r"store of locks .*refused") as caught:
            LockStore.create(AvailableEndpoints.read_endpoints(str(ENDPOINTS)).lock_store)
        assert "hunter2" not in str(caught.value)

    def test_a_store_that_fails_later_keeps_its_reason(self, var: Path):
        store = ConfiguredLockStore()
        store.inner = SimpleNamespace(get_lock=lambda _id: 1 / 0)

        async def take() -> None:
            async with store.lock("alice"):
                pass

        with pytest.raises(LockError) as caught:
            asyncio.run(take())
        assert isinstance(caught.value.__context__, StoreUnavailable)


class TestAddresses:
    @pytest.mark.parametrize(
        ("url", "db", "user", "password", "source"),
        [
            ("mongodb://h", "kefu", None, None, "admin"),
            ("mongodb://h:1,h:2/shop?replicaSet=r", "shop", None, None, "admin"),
            ("mongodb://u:p%40ss@h", "kefu", "u", "p@ss", "admin"),
            ("mongodb://u:p@h/shop", "shop", "u", "p", "shop"),
            ("mongodb://u:p@h/shop?authSource=users", "shop", "u", "p", "users"),
        ],
    )
    def test_mongodb(self, url: str, db: str, user: str | None, password: str | None, source: str):
        arguments = mongo_arguments(url)
        assert (arguments["db"], arguments["username"], arguments["password"]) == (db, user, password)
        assert arguments["auth_source"] == source and "serverSelectionTimeoutMS=3000" in arguments["host"]
        assert mongo_arguments(arguments["host"]) == arguments

    def test_mongodb_keeps_the_options_of_the_url(self):
        host = mongo_arguments("mongodb://h/?serverselectiontimeoutms=9")["host"]
        assert "3000" not in host.split("connectTimeoutMS")[0]

    def test_a_broken_address_is_an_error_in_words(self, monkeypatch: pytest.MonkeyPatch):
        with_settings(monkeypatch, mongo_url="mongodb://h:port/db")
        with pytest.raises(StoreUnavailable, match=r"[Pp]ort"):
            ConfiguredTrackerStore()

    def test_redis(self):
        arguments = redis_arguments("rediss://u:p%40ss@h:7/3")
        assert {key: arguments[key] for key in ("host", "port", "db", "username", "password", "use_ssl")} == {
            "host": "h",
            "port": 7,
            "db": 3,
            "username": "u",
            "password": "p@ss",
            "use_ssl": True,
        }
        assert redis_arguments("redis://h")["db"] == 0


class InProcess:
    url = "in process"


class TestPreparation:
    def prepared(self, agent: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setattr(install, "InProcessActions", InProcess)
        app = SimpleNamespace(ctx=SimpleNamespace(agent=agent))
        asyncio.run(install.prepare(app))
        return agent

    def test_the_silent_fallback_is_taken_off(self, var: Path, monkeypatch: pytest.MonkeyPatch):
        agent = Agent(tracker_store=ConfiguredTrackerStore(domain=Domain.empty()))
        agent.processor = SimpleNamespace(tracker_store=agent.tracker_store, action_endpoint=None)
        assert isinstance(agent.tracker_store, FailSafeTrackerStore)
        self.prepared(agent, monkeypatch)
        assert isinstance(agent.tracker_store, ConfiguredTrackerStore)
        assert agent.processor.tracker_store is agent.tracker_store
        assert agent.action_endpoint.url == agent.processor.action_endpoint.url == "in process"

    def test_a_store_of_somebody_else_is_made_strict_and_reported(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ):
        agent = self.prepared(Agent(tracker_store=InMemoryTrackerStore(Domain.empty())), monkeypatch)
        assert isinstance(agent.tracker_store, StrictTrackerStore) and "not where the settings say" in caplog.text

    def test_the_setting_names_the_action_server(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("ACTION_SERVER_URL", "http://actions:5055")
        agent = self.prepared(Agent(tracker_store=InMemoryTrackerStore(Domain.empty())), monkeypatch)
        assert agent.action_endpoint.url == "http://actions:5055/webhook"

    def test_a_command_without_our_channels_is_prepared_too(self, var: Path, monkeypatch: pytest.MonkeyPatch):
        """`rasa shell` loads the stores of `endpoints.yml`, and no channel of ours."""
        monkeypatch.setattr(install, "InProcessActions", InProcess)

        def load(app: Any) -> None:
            async def load_agent(app: Any, _loop: Any) -> None:
                app.ctx.agent = Agent(tracker_store=AdoptingTrackerStore(domain=Domain.empty()))

            app.register_listener(load_agent, "before_server_start")

        with serving([], None, load) as server:
            deadline = time.monotonic() + 5
            while server.app.ctx.agent.action_endpoint is None and time.monotonic() < deadline:
                time.sleep(0.02)
            assert isinstance(server.app.ctx.agent.tracker_store, ConfiguredTrackerStore)
            assert server.app.ctx.agent.action_endpoint.url == "in process"
