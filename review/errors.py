"""Errors of the review package, with codes and one table of messages."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "K860": "'{text}' is no date. Write it as 2026-11-01 (or 2026-11-01T09:00).",
    "K861": "The conversations cannot be read: {detail}",
    "K862": "The file {path} cannot be read: {detail}",
    "K863": "The examples in {path} cannot be extended: {detail}. Nothing was changed.",
}


class ReviewError(Exception):
    """A review could not be made or applied.

    Attributes:
        code: Key of the message in `MESSAGES`.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        super().__init__(f"{code}: {MESSAGES[code].format(**details)}")
