"""What a follow-up points at: "the second one", "it", "the first two", "cheaper"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from understanding.cues import cues, matcher, mentions
from understanding.numbers import CHINESE_NUMERALS, chinese_value
from understanding.quantities import bare_number

_WRITTEN = rf"(\d{{1,3}}|[{CHINESE_NUMERALS}]{{1,3}})"
_FROM_THE_END = re.compile(rf"倒数第?{_WRITTEN}[个款台部件单种条项张只本]?")
# 第二代 and 第一次 count something else; 2号楼 is part of an address.
_NUMBERED = (
    re.compile(rf"第{_WRITTEN}(?![代期名次天季年章步页位号楼单元届]|时间|一)"),
    re.compile(rf"第{_WRITTEN}(?=号(?![楼店线院门]))"),
    re.compile(r"(?<![\d月-])(\d{1,2})号(?![楼店线院门])"),
    re.compile(r"(?<![a-z0-9])(\d{1,2})(?:st|nd|rd|th)(?![a-z])(?!\s+gen)"),
    re.compile(r"(?:#|(?<![a-z])(?:no\.|number|option|item))\s*(\d{1,2})(?![\d.])"),
)


def ordinals(text: str) -> list[int]:
    """Positions of the list shown last that a message names.

    Args:
        text: What the customer wrote.

    Returns:
        1-based positions in order of mention; -1 is the last one.
    """
    lowered = unicodedata.normalize("NFKC", text).lower()
    hits: dict[int, int] = {}
    for match in _FROM_THE_END.finditer(lowered):
        hits[match.start()] = -_number(match[1])
    lowered = _FROM_THE_END.sub(lambda match: " " * len(match[0]), lowered)
    for pattern in _NUMBERED:
        for match in pattern.finditer(lowered):
            hits[match.start()] = _number(match[1])
    for position, words in sorted(cues()["ordinals"].items()):  # "second last" before "second" and "last"
        for match in matcher(words).finditer(lowered):
            hits.setdefault(match.start(), int(position))
            lowered = lowered[: match.start()] + " " * len(match[0]) + lowered[match.end() :]
    return list(dict.fromkeys(position for _, position in sorted(hits.items()) if position))


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else int(chinese_value(written))


def positions(text: str, length: int) -> list[int]:
    """Positions of a list of this length that a message names, also by a number alone ("2").

    Args:
        text: What the customer wrote.
        length: How many were shown.

    Returns:
        As `ordinals`; positions beyond the list are in there as well, a number alone only where it is within.
    """
    named = ordinals(text)
    if named:
        return named
    alone = bare_number(text)
    return [alone] if alone is not None and alone <= length else []


def is_position(text: str) -> bool:
    """Tell whether a text is nothing but a position in a list ("the 9th one", 第一个)."""
    rest = unicodedata.normalize("NFKC", text).lower()
    for words in cues()["ordinals"].values():
        rest = matcher(words).sub(" ", rest)
    return bool(ordinals(text)) and not re.sub(
        rf"\d(?:st|nd|rd|th)|the|one|no|[\W\d_第个款台单笔号倒数{CHINESE_NUMERALS}]", "", rest
    )


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


__all__ = ["has_pronoun", "how_many", "is_position", "mentions", "ordinals", "pick", "positions"]
