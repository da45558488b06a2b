"""What a check finds, and where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import total_ordering
from typing import Any


@total_ordering
@dataclass(frozen=True)
class Place:
    """A line of a file.

    Attributes:
        file: Path below the project's root, with slashes.
        line: From 1.
    """

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def __lt__(self, other: Place) -> bool:
        return (self.file, self.line) < (other.file, other.line)


class Word(str):
    """A value of a finding that is itself to be said in the reader's language: a key of `words` in `messages.yml`."""

    __slots__ = ()


@dataclass(frozen=True)
class Finding:
    """Something that is wrong, or may be.

    Attributes:
        kind: Key of its words in `messages.yml`.
        place: Where.
        values: What its words have places for.
    """

    kind: str
    place: Place
    values: dict[str, Any]


def finding(kind: str, place: Place, /, **values: Any) -> Finding:
    """Make a finding.

    Args:
        kind: Key of its words in `messages.yml`.
        place: Where it is.
        **values: Values for the places in its words; `near` is a name that may have been meant, or empty.
    """
    return Finding(kind, place, values)
