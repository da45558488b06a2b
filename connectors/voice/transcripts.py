"""Transcripts that are kept for a while: whose they are, and which of them wait for a yes."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from connectors.errors import ApiError
from speech.contract import Transcript

logger = logging.getLogger(__name__)

#: How long a question "did you say …?" may be answered, in seconds.
PENDING_S = 300
BUSY_TIMEOUT_S = 5.0
_ID_BYTES = 16

Result = TypeVar("Result")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS transcripts (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, expires REAL NOT NULL, body TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS transcripts_expire ON transcripts (expires);
CREATE TABLE IF NOT EXISTS pending (sender TEXT PRIMARY KEY, expires REAL NOT NULL, id TEXT NOT NULL);
"""


@dataclass(frozen=True)
class StoredTranscript:
    """A transcript with its place in the store.

    Attributes:
        id: Cannot be guessed.
        owner: The conversation it belongs to; empty where it belongs to whoever knows the id.
        transcript: What was understood.
        answer: What the assistant said to it, for the spoken answer.
    """

    id: str
    owner: str
    transcript: Transcript
    answer: str = ""

    def body(self) -> dict[str, Any]:
        """The transcript as clients see it."""
        heard = self.transcript
        return {
            "id": self.id,
            "text": heard.text,
            "language": heard.language,
            "engine": heard.engine,
            "confidence": heard.confidence,
            "duration_s": round(heard.duration, 3),
            "alternatives": [{"text": other.text, "confidence": other.confidence} for other in heard.alternatives],
        }


class TranscriptStore:
    """Transcripts in a SQLite file that all server processes share; blocking calls."""

    def __init__(self, path: Path, keep_s: float, clock: Callable[[], float] = time.time) -> None:
        """Open the store; the file is made on first use.

        Args:
            path: The file.
            keep_s: How long transcripts are kept, in seconds.
            clock: Seconds since 1970; for tests.
        """
        self._path, self._keep_s, self._clock = path, keep_s, clock
        self._lock = threading.Lock()
        self._local = threading.local()
        self._made = 0  # how often the file was made

    def save(self, transcript: Transcript, owner: str) -> StoredTranscript:
        """Keep a transcript; those whose time is over are removed.

        Args:
            transcript: What was understood.
            owner: The conversation it belongs to; empty for nobody in particular.
        """
        now = self._clock()
        stored = StoredTranscript(secrets.token_urlsafe(_ID_BYTES), owner, transcript)
        body = json.dumps(transcript.to_json(), ensure_ascii=False)
        with self._connection() as connection:
            connection.execute("DELETE FROM transcripts WHERE expires < ?", (now,))
            connection.execute("DELETE FROM pending WHERE expires < ?", (now,))
            connection.execute(
                "INSERT INTO transcripts (id, owner, expires, body) VALUES (?, ?, ?, ?)",
                (stored.id, owner, now + self._keep_s, body),
            )
        return stored

    def find(self, id: str) -> StoredTranscript | None:
        """A transcript, whoever asks.

        Args:
            id: Its identifier.

        Returns:
            The transcript; None where it is unknown, or its time is over.
        """
        with self._connection() as connection:
            row = connection.execute(
                "SELECT owner, body, answer FROM transcripts WHERE id = ? AND expires >= ?", (id, self._clock())
            ).fetchone()
        return StoredTranscript(id, row[0], Transcript.from_json(json.loads(row[1])), row[2]) if row else None

    def set_answer(self, id: str, answer: str) -> None:
        """Note what the assistant said to a transcript."""
        with self._connection() as connection:
            connection.execute("UPDATE transcripts SET answer = ? WHERE id = ?", (answer, id))

    def ask(self, sender: str, id: str) -> None:
        """Note that a conversation was asked whether it said what a transcript says."""
        with self._connection() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO pending (sender, expires, id) VALUES (?, ?, ?)",
                (sender, self._clock() + PENDING_S, id),
            )

    def take_asked(self, sender: str) -> StoredTranscript | None:
        """The transcript that a conversation was asked about last; it is not asked about any longer.

        Of two who take it at once, one gets it.
        """
        if not self._path.exists():
            return None
        with self._connection() as connection:
            row = connection.execute("SELECT id, expires FROM pending WHERE sender = ?", (sender,)).fetchone()
            if row is None:
                return None
            taken = connection.execute("DELETE FROM pending WHERE sender = ? AND id = ?", (sender, row[0])).rowcount
        return self.find(row[0]) if taken and row[1] >= self._clock() else None

    def _connection(self) -> sqlite3.Connection:
        # One for each thread, and kept open: each text message asks whether something waits for a yes.
        with self._lock:
            if not self._made or not self._path.exists():
                self._make()
                self._made += 1
        if getattr(self._local, "made", 0) != self._made:
            self._local.connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S)
            self._local.made = self._made
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _make(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600)
        with closing(sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_S)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_SCHEMA)


async def kept(call: Callable[..., Result], *arguments: Any) -> Result:
    """Call a method of the store without holding up other requests.

    Args:
        call: The method.
        *arguments: Its arguments.

    Returns:
        What it returns.

    Raises:
        ApiError: The store cannot be read or written.
    """
    try:
        return await asyncio.to_thread(call, *arguments)
    except (sqlite3.Error, OSError) as error:
        logger.error("Transcripts cannot be kept: %s", error)
        raise ApiError("store_unavailable") from error
