"""Conversations in SQLite and MongoDB: each event once, in order, whoever wrote it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import event

from runtime.settings import Settings
from stores.trackers import QuickMongoTrackerStore, QuickSQLiteTrackerStore

DOMAIN = Domain.from_dict({"slots": {"price": {"type": "any", "mappings": [{"type": "custom"}]}}})
Open = Callable[[], TrackerStore]


@pytest.fixture
def sqlite(tmp_path: Path) -> Open:
    return lambda: QuickSQLiteTrackerStore(DOMAIN, Settings(var=tmp_path))


@pytest.fixture(params=["sqlite", pytest.param("mongo", marks=pytest.mark.services)])
def opened(request: pytest.FixtureRequest, sqlite: Open) -> Iterator[Open]:
    if request.param == "sqlite":
        yield sqlite
        return
    settings = Settings(mongo_url=request.getfixturevalue("mongo_url"))
    stores = []

    def open_store() -> TrackerStore:
        stores.append(QuickMongoTrackerStore(DOMAIN, settings))
        return stores[-1]

    yield open_store
    for store in stores:
        store.client.close()


def run(talk: Callable[..., Any], *arguments: Any) -> Any:
    return asyncio.run(talk(*arguments))


def texts(tracker: DialogueStateTracker) -> list[str]:
    return [each.text for each in tracker.events if isinstance(each, UserUttered)]


def sender() -> str:
    return f"trackers-{uuid.uuid4()}"


def test_each_event_is_kept_once(opened: Open):
    async def talk(name: str) -> list[DialogueStateTracker]:
        store = opened()
        for turn in range(3):
            tracker = await store.get_or_create_tracker(name)
            tracker.update(UserUttered(f"turn {turn}", {"name": "greet", "confidence": 0.5}))
            await store.save(tracker)
            tracker.update(BotUttered("你好 😀", {"buttons": []}))
            tracker.update(SlotSet("price", {"most": 1.5}), DOMAIN)
            await store.save(tracker)
            await store.save(tracker)
        return [await opened().retrieve(name), await opened().retrieve_full_tracker(name)]

    for found in run(talk, sender()):
        assert texts(found) == ["turn 0", "turn 1", "turn 2"]
        assert len(found.events) == 10  # with the listening at the start
        assert found.get_slot("price") == {"most": 1.5}
        assert found.latest_message.intent["name"] == "greet"


def test_a_conversation_that_was_not_loaded_is_added_to(opened: Open):
    async def talk(name: str) -> list[str]:
        store = opened()
        tracker = DialogueStateTracker(name, DOMAIN.slots)
        tracker.update(UserUttered("one"))
        await store.save(tracker)
        longer = DialogueStateTracker.from_events(name, [*tracker.events, UserUttered("two")], DOMAIN.slots)
        await store.save(longer)
        return texts(await store.retrieve(name))

    assert run(talk, sender()) == ["one", "two"]


def test_a_session_is_what_came_after_its_start(opened: Open):
    async def talk(name: str) -> tuple[list[str], list[str]]:
        store = opened()
        tracker = await store.get_or_create_tracker(name)
        for each in (UserUttered("before"), ActionExecuted("action_session_start"), SessionStarted(), UserUttered("a")):
            tracker.update(each)
        await store.save(tracker)
        session = await store.retrieve(name)
        session.update(UserUttered("b"))
        await store.save(session)
        return texts(await store.retrieve(name)), texts(await store.retrieve_full_tracker(name))

    session, everything = run(talk, sender())
    assert session == ["a", "b"] and everything == ["before", "a", "b"]


def test_nothing_is_lost_where_another_process_wrote_meanwhile(opened: Open):
    async def talk(name: str) -> list[str]:
        ours, theirs = opened(), opened()
        tracker = await ours.get_or_create_tracker(name)
        other = await theirs.retrieve(name)
        other.update(UserUttered("theirs"))
        await theirs.save(other)
        tracker.update(UserUttered("ours"))
        await ours.save(tracker)
        return texts(await ours.retrieve(name))

    assert run(talk, sender()) == ["theirs", "ours"]


def test_what_another_store_holds_is_not_here(sqlite: Open, tmp_path: Path):
    async def talk() -> list[str]:
        tracker = await sqlite().get_or_create_tracker("alice")
        tracker.update(UserUttered("hello"))
        other = QuickSQLiteTrackerStore(DOMAIN, Settings(var=tmp_path / "other"))
        await other.save(tracker)
        return texts(await other.retrieve("alice"))

    assert run(talk) == ["hello"]


def test_what_could_not_be_saved_is_saved_the_next_time(sqlite: Open):
    async def talk() -> list[str]:
        store = sqlite()
        tracker = await store.get_or_create_tracker("alice")
        tracker.update(UserUttered("hello"))

        def fail(*_: Any) -> None:
            raise OSError("disk full")

        event.listen(store.engine, "before_cursor_execute", fail)
        with pytest.raises(OSError, match="disk full"):
            await store.save(tracker)
        event.remove(store.engine, "before_cursor_execute", fail)
        await store.save(tracker)
        return texts(await sqlite().retrieve("alice"))

    assert run(talk) == ["hello"]


def test_a_turn_takes_one_query_and_one_insertion(sqlite: Open):
    statements = []

    async def talk() -> None:
        store = sqlite()
        await store.get_or_create_tracker("alice")
        event.listen(store.engine, "before_cursor_execute", lambda _c, _u, statement, *_: statements.append(statement))
        tracker = await store.get_or_create_tracker("alice")
        tracker.update(UserUttered("hello"))
        tracker.update(BotUttered("hi"))
        await store.save(tracker)

    run(talk)
    assert [statement.split()[0] for statement in statements] == ["SELECT", "INSERT"]


def test_rasas_own_store_reads_the_file(sqlite: Open, tmp_path: Path):
    async def talk() -> tuple[list[str], list[str]]:
        store = sqlite()
        tracker = await store.get_or_create_tracker("alice")
        tracker.update(UserUttered("hello", {"name": "greet", "confidence": 1.0}))
        await store.save(tracker)
        rasas = SQLTrackerStore(DOMAIN, host=f"sqlite:///{tmp_path / 'conversations.db'}")
        theirs = await rasas.retrieve("alice")
        theirs.update(UserUttered("again"))
        await rasas.save(theirs)
        return texts(theirs), texts(await store.retrieve("alice"))

    assert run(talk) == (["hello", "again"], ["hello", "again"])
