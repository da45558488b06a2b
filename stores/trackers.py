"""Rasa's stores of conversations, which remember what of a conversation they hold while it is handled.

Before it saves a conversation Rasa reads from the store how many of its events are there. A tracker that came from the
store knows that, and its lock keeps others away meanwhile: so one query is saved in every turn. Nor is an event lost
where another process wrote to the conversation after the lock's time was over.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

from rasa.core.tracker_store import MongoTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

from runtime.settings import Settings
from stores.addresses import mongo_arguments

SQLITE_BUSY_TIMEOUT_MS = 5000

#: On a tracker: which store (its id) holds how many of its events.
_HELD = "events_held"
#: The session that a conversation is in: all since the last start of one.
_IN_SESSION = (
    "sender_id = :sender AND timestamp >= (SELECT coalesce(max(timestamp), 0)"
    " FROM events WHERE sender_id = :sender AND type_name = :start)"
)
_SESSION = text(f"SELECT data FROM events WHERE {_IN_SESSION} ORDER BY id")
_COUNT = text(f"SELECT count(*) FROM events WHERE {_IN_SESSION}")
_ALL = text("SELECT data FROM events WHERE sender_id = :sender ORDER BY id")


class QuickSQLiteTrackerStore(SQLTrackerStore):
    """Rasa's `SQLTrackerStore` on one file that stays open, with its two statements a turn written out."""

    engine: Engine

    def __init__(self, domain: Domain, settings: Settings, event_broker: Any = None) -> None:
        """Open the file, and make it where there is none.

        Args:
            domain: The assistant's domain.
            settings: Where the file is.
            event_broker: Rasa's event broker, where one is configured.
        """
        settings.var.mkdir(parents=True, exist_ok=True)
        # A URL in `host`, because Rasa builds its own ones in a way that SQLAlchemy warns about.
        super().__init__(domain, host=f"sqlite:///{settings.conversations_file}", event_broker=event_broker)
        # Rasa's engine opens the file anew for every transaction; this one keeps it open.
        url = self.engine.url
        self.engine.dispose()
        self.engine = create_engine(url, poolclass=QueuePool, connect_args={"check_same_thread": False})
        self.sessionmaker = sessionmaker(bind=self.engine)
        event.listen(self.engine, "connect", _prepare)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        with self.engine.connect() as connection:
            if fetch_events_from_all_sessions:
                rows = connection.execute(_ALL, {"sender": sender_id})
            else:
                rows = connection.execute(_SESSION, {"sender": sender_id, "start": SessionStarted.type_name})
            events = [json.loads(data) for (data,) in rows]
        if not events or not self.domain:
            return None
        return _held(self, DialogueStateTracker.from_dict(sender_id, events, self.domain.slots))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the events that are not in the file yet."""
        await self.stream_events(tracker)
        with self.engine.begin() as connection:
            new = _new_events(self, tracker)
            if new is None:
                session = {"sender": tracker.sender_id, "start": SessionStarted.type_name}
                held = connection.execute(_COUNT, session).scalar()
                new = list(itertools.islice(tracker.events, held, None))
            if new:
                connection.execute(self.SQLEvent.__table__.insert(), [_row(tracker.sender_id, each) for each in new])
        _held(self, tracker)


class QuickMongoTrackerStore(MongoTrackerStore):
    """Rasa's `MongoTrackerStore`, which does not read a conversation again before it saves it."""

    def __init__(self, domain: Domain, settings: Settings, event_broker: Any = None) -> None:
        """Prepare a client.

        Args:
            domain: The assistant's domain.
            settings: Where the server is.
            event_broker: Rasa's event broker, where one is configured.
        """
        super().__init__(domain, event_broker=event_broker, **mongo_arguments(settings.mongo_url))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Load the current session of a conversation."""
        return _held(self, await super().retrieve(sender_id))

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Load all sessions of a conversation."""
        return _held(self, await super().retrieve_full_tracker(conversation_id))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Add the events that are not in the database yet."""
        await super().save(tracker)
        _held(self, tracker)

    def _additional_events(self, tracker: DialogueStateTracker) -> Iterator[Event]:
        new = _new_events(self, tracker)
        return super()._additional_events(tracker) if new is None else iter(new)


def _held(store: TrackerStore, tracker: DialogueStateTracker | None) -> DialogueStateTracker | None:
    if tracker is not None:
        setattr(tracker, _HELD, (id(store), len(tracker.events)))
    return tracker


def _new_events(store: TrackerStore, tracker: DialogueStateTracker) -> list[Event] | None:
    holder, count = getattr(tracker, _HELD, (None, 0))
    return list(itertools.islice(tracker.events, count, None)) if holder == id(store) else None


def _row(sender_id: str, each: Event) -> dict[str, Any]:
    data = each.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": each.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
    cursor.close()
