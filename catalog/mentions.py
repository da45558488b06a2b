"""Whether a name that was found in a sentence is meant: not denied (不要苹果的), not an everyday word."""

from __future__ import annotations

import re

from catalog.matcher import Found, Sentence
from catalog.normalize import contains_cjk

#: Brand names that are everyday English words: they count with one of these behind them, or alone.
_EVERYDAY = {"nothing": ("phone", "ear", "headphone", "cmf", "watch", "buds")}
_DENIED = re.compile(
    r"(?:不要|不带|不用|不想要|不喜欢|不需要|除了|无需|排除|别给我|without|except|excluding|butnot|not|no|non)(?:an?|any)?$"
)


def denied(sentence: Sentence, match: Found) -> bool:
    """Whether the customer does not want what was found (不要苹果的, "not Apple")."""
    return _DENIED.search(sentence.compact[max(0, match.start - 12) : match.start]) is not None


def is_brand(sentence: Sentence, match: Found) -> bool:
    """Whether a brand's name is meant as one (not 王者荣耀, not "nothing under 3000")."""
    word = sentence.compact[match.start : match.end]
    before, after = sentence.compact[: match.start], sentence.compact[match.end :]
    if word == "荣耀" and before.endswith("王者"):
        return False
    follow = _EVERYDAY.get(word)
    return follow is None or not (before + after) or contains_cjk(before[-1:] + after[:1]) or after.startswith(follow)
