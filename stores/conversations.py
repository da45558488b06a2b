"""Conversations and locks, where the settings say, and never silently anywhere else.

`endpoints.yml` names `ConfiguredTrackerStore` and `ConfiguredLockStore`, so that Rasa's own commands use the same
stores as our launcher. Rasa falls back to the process's memory when a store of `endpoints.yml` raises ImportError or
AttributeError, and wraps every store into one that falls back at run time: here every failure is a `StoreUnavailable`,
and the channels' app takes the wrapper off again.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockError, LockStore, RedisLockStore
from rasa.core.tracker_store import MongoTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

import stores.feedback  # noqa: F401 - conversations may hold its event
from runtime.failures import one_line
from runtime.settings import Settings, SettingsError, redacted
from stores.addresses import redis_arguments
from stores.trackers import QuickMongoTrackerStore, QuickSQLiteTrackerStore

CONVERSATIONS = "store of conversations"
LOCKS = "store of locks"
#: Seconds between two looks whether the conversation's turn is over (Rasa's default is 1).
LOCK_POLL_S = 0.1

T = TypeVar("T")


class StoreUnavailable(RasaException):
    """A store cannot be reached, or did not do what it was asked.

    Attributes:
        store: Which one, in words.
    """

    def __init__(self, store: str, where: str, error: BaseException) -> None:
        self.store = store
        # MongoDB's client adds a description of everything it knows.
        reason = one_line(error).partition(", Topology Description")[0]
        super().__init__(f"The {store} ({where}) cannot be used: {reason}")


class StrictTrackerStore(TrackerStore):
    """A tracker store whose failures are errors."""

    def __init__(self, inner: TrackerStore, where: str = "") -> None:
        """Wrap a store.

        Args:
            inner: The store that does the work.
            where: Where it is, for messages.
        """
        self.inner = inner
        self.where = where or type(inner).__name__
        super().__init__(inner.domain, inner.event_broker)

    @property
    def domain(self) -> Domain:
        """The domain of the inner store."""
        return self.inner.domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self.inner.domain = domain

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save a conversation."""
        await self._strictly(self.inner.save, tracker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Load the current session of a conversation."""
        return await self._strictly(self.inner.retrieve, sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Load all sessions of a conversation."""
        return await self._strictly(self.inner.retrieve_full_tracker, conversation_id)

    async def keys(self) -> Iterable[str]:
        """All conversations."""
        return await self._strictly(self.inner.keys)

    async def _strictly(self, call: Callable[..., Awaitable[T]], *args: Any) -> T:
        try:
            return await call(*args)
        except Exception as error:
            raise StoreUnavailable(CONVERSATIONS, self.where, error) from error

    def ping(self) -> None:
        """Ask the database for a sign of life (blocking).

        Raises:
            StoreUnavailable: There was none.
        """
        try:
            if isinstance(self.inner, MongoTrackerStore):
                self.inner.client.admin.command("ping")
            elif isinstance(self.inner, SQLTrackerStore):
                with self.inner.session_scope() as session:
                    session.query(self.inner.SQLEvent.id).limit(1).all()
        except Exception as error:
            raise StoreUnavailable(CONVERSATIONS, self.where, error) from error

    def close(self) -> None:
        """Close the connections."""
        if isinstance(self.inner, MongoTrackerStore):
            self.inner.client.close()
        elif isinstance(self.inner, SQLTrackerStore):
            self.inner.engine.dispose()


class ConfiguredTrackerStore(StrictTrackerStore):
    """The tracker store that the settings name; made by Rasa from `endpoints.yml`."""

    def __init__(
        self, host: str | None = None, domain: Domain | None = None, event_broker: Any = None, **kwargs: Any
    ) -> None:
        """Open the store and ask it for a sign of life.

        Args:
            host: Unused; part of Rasa's interface.
            domain: The assistant's domain.
            event_broker: Rasa's event broker, where one is configured.
            **kwargs: Unused; part of Rasa's interface.

        Raises:
            StoreUnavailable: It cannot be opened.
        """
        settings = read_settings()
        where = redacted(settings.mongo_url) if settings.mongo_url else str(settings.conversations_file)
        try:
            build = QuickMongoTrackerStore if settings.mongo_url else QuickSQLiteTrackerStore
            inner: TrackerStore = build(domain or Domain.empty(), settings, event_broker)
        except Exception as error:
            raise StoreUnavailable(CONVERSATIONS, where, error) from error
        super().__init__(inner, where)
        self.ping()


class ConfiguredLockStore(LockStore):
    """The lock store that the settings name; made by Rasa from `endpoints.yml`."""

    def __init__(self, endpoint_config: Any = None) -> None:
        """Open the store and ask it for a sign of life.

        Args:
            endpoint_config: Unused; part of Rasa's interface.

        Raises:
            StoreUnavailable: It cannot be opened.
        """
        settings = read_settings()
        self.where = redacted(settings.redis_url) or "memory"
        try:
            url = settings.redis_url
            self.inner: LockStore = RedisLockStore(**redis_arguments(url)) if url else InMemoryLockStore()
        except Exception as error:
            raise StoreUnavailable(LOCKS, self.where, error) from error
        self.ping()
        super().__init__()

    def get_lock(self, conversation_id: str) -> TicketLock | None:
        """Load a conversation's lock."""
        return self._strictly(self.inner.get_lock, conversation_id)

    def save_lock(self, lock: TicketLock) -> None:
        """Save a conversation's lock."""
        self._strictly(self.inner.save_lock, lock)

    def delete_lock(self, conversation_id: str) -> None:
        """Delete a conversation's lock."""
        self._strictly(self.inner.delete_lock, conversation_id)

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = LOCK_POLL_S,
    ) -> AsyncGenerator[TicketLock, None]:
        """Wait for a conversation's turn; see the parent class."""
        async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as lock:
            yield lock

    def ping(self) -> None:
        """Ask the store for a sign of life (blocking).

        Raises:
            StoreUnavailable: There was none.
        """
        if isinstance(self.inner, RedisLockStore):
            self._strictly(self.inner.red.ping)

    def close(self) -> None:
        """Close the connections."""
        if isinstance(self.inner, RedisLockStore):
            self.inner.red.close()

    def _strictly(self, call: Callable[..., T], *args: Any) -> T:
        try:
            return call(*args)
        except LockError:
            raise
        except Exception as error:
            raise StoreUnavailable(LOCKS, self.where, error) from error


def read_settings() -> Settings:
    """The settings of this process, their errors as Rasa's commands print them.

    Raises:
        RasaException: A setting cannot be used.
    """
    try:
        return Settings.from_env(os.environ)
    except SettingsError as error:
        raise RasaException(str(error)) from error
