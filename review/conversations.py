"""Reads conversations from the configured store. The only module here that imports Rasa."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from review.errors import ReviewError

Conversation = tuple[str, list[dict[str, Any]]]


def read_conversations(since: float, domain: Path, tell: Callable[[str], None]) -> Iterator[Conversation]:
    """Read the conversations in which something happened since a time, all their sessions.

    Args:
        since: The time, in seconds since 1970.
        domain: The assistant's domain.
        tell: Called with a line of progress.

    Yields:
        The conversation's name and its events, oldest first.

    Raises:
        ReviewError: The store cannot be read.
    """
    from rasa.shared.core.domain import Domain
    from rasa.shared.exceptions import RasaException

    from stores.conversations import ConfiguredTrackerStore

    try:
        store = ConfiguredTrackerStore(domain=Domain.load(str(domain)))
    except RasaException as error:
        raise ReviewError("K861", detail=error) from error
    try:
        names = asyncio.run(_active_since(store, since))
        tell(f"{len(names)} conversations since then in {store.where}.")
        for name in names:
            tracker = asyncio.run(store.retrieve_full_tracker(name))
            if tracker is not None:
                yield name, [event.as_dict() for event in tracker.events]
    except RasaException as error:
        raise ReviewError("K861", detail=error) from error
    finally:
        store.close()


async def _active_since(store: Any, since: float) -> list[str]:
    """Names of the conversations with an event since a time; the database picks them where it can."""
    from rasa.core.tracker_store import MongoTrackerStore, SQLTrackerStore

    from stores.conversations import CONVERSATIONS, StoreUnavailable

    inner = store.inner
    try:
        if isinstance(inner, SQLTrackerStore):
            with inner.session_scope() as session:
                rows = session.query(inner.SQLEvent.sender_id).filter(inner.SQLEvent.timestamp >= since).distinct()
                return sorted(row[0] for row in rows)
        if isinstance(inner, MongoTrackerStore):
            found = inner.conversations.find({"latest_event_time": {"$gte": since}}, {"sender_id": 1})
            return sorted({str(entry["sender_id"]) for entry in found})
    except Exception as error:
        raise StoreUnavailable(CONVERSATIONS, store.where, error) from error
    return sorted(await store.keys())
