"""Failures of one turn.

Rasa catches an action's exception, logs it and goes on, so that the caller sees an empty answer. The action endpoints
note failures here, and the channel that started the turn reads them and answers with an error instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_failures: ContextVar[list[BaseException] | None] = ContextVar("failures", default=None)


@contextmanager
def turn() -> Iterator[list[BaseException]]:
    """Collect the failures of the actions that run inside."""
    noted: list[BaseException] = []
    token = _failures.set(noted)
    try:
        yield noted
    finally:
        _failures.reset(token)


def note(error: BaseException) -> None:
    """Note that an action of the running turn failed; does nothing outside of a turn."""
    noted = _failures.get()
    if noted is not None:
        noted.append(error)


def one_line(error: BaseException, limit: int = 300) -> str:
    """An exception's message for a log line or the terminal: its first line, bounded."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= limit else text[: limit - 1] + "…"
