"""What a follow-up points at: "the second one", "it", "the first two", "cheaper"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from understanding.cues import cues, matcher, mentions
from understanding.numbers import CHINESE_DIGITS, NUMBER_WORDS


def ordinals(text: str) -> list[int]:
    """Positions of the list shown last that a message names.

    Args:
        text: What the customer wrote.

    Returns:
        1-based positions in order of mention; -1 is the last one.
    """
    lowered = text.lower()
    hits = []
    for position, words in cues()["ordinals"].items():
        found = matcher(words).search(lowered)
        if found:
            hits.append((found.start(), int(position)))
    return [position for _, position in sorted(hits)]


def how_many(text: str) -> int | None:
    """How many of the list a message means ("前两个" → 2), or `None`."""
    for count, words in cues()["counts"].items():
        if matcher(words).search(text.lower()):
            return int(count)
    return None


def has_pronoun(text: str) -> bool:
    """Tell whether a message speaks of a product by "it", "这款" and the like."""
    return any(matcher(words).search(text.lower()) for words in cues()["pronouns"].values())


def pick(shown: Sequence[str], positions: Sequence[int]) -> list[str]:
    """Take the items at the given positions from a list.

    Args:
        shown: What was shown last, in order.
        positions: 1-based positions; -1 is the last one.

    Returns:
        The items; positions beyond the list are left out.
    """
    picked = []
    for position in positions:
        index = position - 1 if position > 0 else len(shown) + position
        if 0 <= index < len(shown) and shown[index] not in picked:
            picked.append(shown[index])
    return picked


def quantity(text: str) -> int | None:
    """How many pieces a message names ("两台", "3 pcs", "5").

    Args:
        text: What the customer wrote.

    Returns:
        A number from 1 to 999, or `None`.
    """
    match = re.search(r"(?<![\d.])(\d{1,3})(?![\d.])", text)
    if match:
        value = int(match[1])
        return value if value > 0 else None
    match = re.search(r"([一两二三四五六七八九十])[台个件部副只份套块盒]?", text)
    if match:
        return 10 if match[1] == "十" else CHINESE_DIGITS[match[1]]
    return next((NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", text.lower()) if NUMBER_WORDS.get(word)), None)


__all__ = ["has_pronoun", "how_many", "mentions", "ordinals", "pick", "quantity"]
