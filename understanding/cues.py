"""Loads the cue words of `cues.yml` once and matches them in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

CUES_FILE = Path(__file__).with_name("cues.yml")


@lru_cache(maxsize=1)
def cues() -> dict[str, Any]:
    """Return the cue words.

    Returns:
        The content of `cues.yml`.
    """
    loaded: dict[str, Any] = yaml.safe_load(CUES_FILE.read_text(encoding="utf-8"))
    return loaded


def _pattern(word: str) -> str:
    """One cue as a pattern: Latin cues match whole words, Chinese ones anywhere."""
    escaped = re.escape(word.lower()).replace(r"\ ", r"\s+")
    left = r"(?<![a-z0-9])" if word[:1].isascii() and word[:1].isalnum() else ""
    right = r"(?![a-z0-9])" if word[-1:].isascii() and word[-1:].isalnum() else ""
    return f"{left}{escaped}{right}"


@lru_cache(maxsize=64)
def _compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_pattern(word) for word in sorted(words, key=len, reverse=True)))


def matcher(words: Iterable[str]) -> re.Pattern[str]:
    """Compile cue words into one pattern, longest first.

    Args:
        words: Cue words.

    Returns:
        A pattern for lower-cased text.
    """
    return _compiled(tuple(str(word) for word in words))


def mentions(text: str, cue: str) -> bool:
    """Tell whether a text holds one of the words of a flat cue list.

    Args:
        text: What the customer wrote.
        cue: The list's name in `cues.yml`.
    """
    return matcher(cues()[cue]).search(text.lower()) is not None
