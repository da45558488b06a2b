"""Words around a number that make it the least or the most (不超过, "at least", 以上), or about so much (左右)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from understanding.cues import cues

#: Stands in a text in the place of a number that has been read already.
READ = "¤"
#: Behind a number these are parts of names (200 Plus).
_OF_NAMES = (("after", "plus"), ("after", "max"))
#: So many characters before a number are looked at.
_LONGEST = 40
_LINK = (
    r"(?:\s|[:：,，¥￥$€£]|是|为|在|只有|只要|大概|大约|差不多|约|有|要|the|price|价格|of|is|at|around|about|"
    r"approximately|roughly|rmb|cny)*"
)
_BEHIND = r"(?:\s|的|或者?|及|钱|元|块钱|块|人民币|rmb|cny|yuan|kuai|dollars|bucks)*"


def _alternatives(words: Iterable[str]) -> str:
    patterns = []
    for word in sorted(set(map(str, words)), key=len, reverse=True):
        escaped = re.escape(word.lower()).replace(r"\ ", r"\s+")
        left = r"(?<![a-z])" if word[0].isascii() and word[0].isalpha() else ""
        right = r"(?![a-z])" if word[-1].isascii() and word[-1].isalpha() else ""
        # 4G内存 is no "at most 4G".
        right = "(?![存置])" if word == "内" else right
        left = left + r"(?<!pro )" if word == "max" else left
        patterns.append(f"{left}{escaped}{right}")
    return "|".join(patterns)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    words, of_sizes = cues()["bounds"], cues()["bounds_of_sizes"]
    parts = {
        (op, place): _alternatives(
            [*(word for word in words[op][place] if (place, word) not in _OF_NAMES), *of_sizes[op][place]]
        )
        for op in ("max", "min")
        for place in ("before", "after")
    }
    before = re.compile(rf"(?:(?P<max>{parts['max', 'before']})|(?P<min>{parts['min', 'before']})){_LINK}$")
    after = re.compile(rf"{_BEHIND}(?:(?P<max>{parts['max', 'after']})|(?P<min>{parts['min', 'after']}))")
    about = _alternatives(words["about"])
    return before, after, re.compile(rf"(?P<about>{about}){_LINK}$"), re.compile(rf"{_BEHIND}(?P<about>{about})")


@dataclass(frozen=True)
class Bound:
    """What the words around a number make of it.

    Attributes:
        op: `min`, `max`, `about` or an empty text.
        start: Where in the text before the number its words begin.
        end: Where in the text behind it they end.
    """

    op: str
    start: int
    end: int


def bound(before: str, after: str) -> Bound:
    """What the words around a number make of it.

    Args:
        before: The text in front of the number, in lower case.
        after: The text behind it (and behind its unit).

    Returns:
        Of words that end in one another the longer is meant: 不超过 is no 超过, "no less than" no "less than".
    """
    front, behind, about_front, about_behind = _patterns()
    near = max(0, len(before) - _LONGEST)
    first = front.search(before, near)
    last = behind.match(after)
    if first and last and first.group().startswith("max"):
        first = None  # "15 Pro Max 一万以内"
    about_first, about_last = about_front.search(before, near), about_behind.match(after)
    found = first or last or about_first or about_last
    start = min((match.start() for match in (first, about_first) if match), default=len(before.rstrip()))
    end = max((match.end() for match in (last, about_last) if match), default=0)
    return Bound(str(found.lastgroup) if found else "", start, end)
