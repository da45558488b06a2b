"""Whether a name that was found in a sentence is meant: not denied (不要苹果的), not a part of another word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.matcher import Found, Sentence
from catalog.normalize import contains_cjk

#: Brand names that are everyday English words: they count with one of these behind them, or alone.
_EVERYDAY = {"nothing": ("phone", "ear", "headphone", "cmf", "watch", "buds")}
_DENIED = re.compile(
    r"(?:不要买?|不带|不用|不想要|不想买|不喜欢|不需要|不考虑|不是|别买|别要|除了|除|无需|排除|别给我(?:推荐|看)?"
    r"|(?P<word>without|except(?:for)?|excluding|otherthan|apartfrom|besides|anythingbut|butnot|non"
    r"|(?:not|no|dont|never)(?:want|like|need|from|by)?)(?:an?|any|the)?)$"
)
_DENIED_BEHIND = re.compile(r"(?:的|牌子?|品牌)*(?:除外|以外|之外|不要|不考虑|就算了|免谈)")
_JOINED = re.compile(r"(?:(?:的|牌子?)*(?:和|跟|与|及|以及|或者?|还有|or|and|nor)(?:的|an?|the)?)?")
#: A kind with one of these behind it is another kind: 手机壳, "laptop bag".
_OTHER_THING = re.compile(
    r"壳|膜|套(?![装餐])|包(?![邮装括含])|垫|架(?![构])|支架|保护|贴膜|贴纸|钢化|挂绳|挂脖|配件|收纳|清洁"
)
_OTHER_WORD = re.compile(
    r"(?:screen)?protectors?|cases?(?!size)|bags?|stands?(?!out)|covers?|sleeves?|holders?|mounts?|pads?|skins?|straps?"
    r"|chargers?|cables?|lens(?:es)?|arms?|accessor(?:y|ies)|films?"
)
#: What somebody does with a phone, or has already, is not what is looked for.
_SPOKEN_INTO = {"电话": ("打", "接", "通", "拨", "听")}
_FOR = re.compile(
    r"(?:给|为|替|连接?|接|插|配|搭配|兼容|适配|适合|支持|(?P<word>for)(?:an?|my|the|your)?)(?:我的|你的)?$"
)


def denial(sentence: Sentence, match: Found) -> int | None:
    """Where the words begin with which a customer says no to what was found (不要苹果的, "not Apple"), if at all."""
    before = sentence.compact[max(0, match.start - 20) : match.start]
    found = _DENIED.search(before)
    start = match.start - len(before) + found.start() if found else 0
    if found and (not found.group("word") or start in sentence.gaps or not sentence.compact[start - 1].isascii()):
        return start
    behind = _DENIED_BEHIND.match(sentence.compact, match.end)
    # 苹果不要, but not 苹果 不要太贵的.
    ends = behind and (behind.group()[-2:] != "不要" or behind.end() in sentence.gaps)
    return match.start if ends else None


def denied_among(sentence: Sentence, found: Sequence[Found]) -> dict[Found, tuple[int, int]]:
    """Those of some names that a customer says no to, and from where to where: 不要苹果和华为 are two."""
    result: dict[Found, tuple[int, int]] = {}
    last: Found | None = None
    for match in found:
        start = denial(sentence, match)
        if start is None and last is not None and _joined(sentence, last, match):
            start = last.end
        if start is None:
            last = None
            continue
        behind = _DENIED_BEHIND.match(sentence.compact, match.end)
        result[match] = start, behind.end() if behind else match.end
        last = match
    return result


def _joined(sentence: Sentence, last: Found, match: Found) -> bool:
    between = _JOINED.fullmatch(sentence.compact, last.end, match.start)
    return between is not None and (between.group() != "" or not sentence.compact[match.start].isascii())


def is_brand(sentence: Sentence, match: Found) -> bool:
    """Whether a brand's name is meant as one (not 王者荣耀, not "nothing under 3000")."""
    word = sentence.compact[match.start : match.end]
    before, after = sentence.compact[: match.start], sentence.compact[match.end :]
    if word == "荣耀" and before.endswith("王者"):
        return False
    follow = _EVERYDAY.get(word)
    return follow is None or not (before + after) or contains_cjk(before[-1:] + after[:1]) or after.startswith(follow)


def kinds_meant(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """Those of the kinds found in a sentence that may be looked for, the likeliest first.

    Args:
        sentence: The customer's words.
        found: From the matcher of kinds.

    Returns:
        Chinese: the last one named first, English: the first; those that something is for come last.
    """
    meant = [match for match in found if _is_kind(sentence, match) and denial(sentence, match) is None]
    if contains_cjk(sentence.compact):
        meant.reverse()
    return sorted(meant, key=lambda match: _is_for(sentence, match))


def is_other_thing(sentence: Sentence, match: Found) -> bool:
    """Whether a kind's name is the first part of another thing's (手机壳, "laptop bag")."""
    text = sentence.compact
    if _OTHER_THING.match(text, match.end):
        return True
    other = _OTHER_WORD.match(text, match.end) if match.end in sentence.gaps else None
    return other is not None and (other.end() in sentence.gaps or not text[other.end()].isascii())


def _is_kind(sentence: Sentence, match: Found) -> bool:
    if is_other_thing(sentence, match):
        return False
    text = sentence.compact
    verbs = _SPOKEN_INTO.get(text[match.start : match.end])
    return verbs is None or not text[: match.start].endswith(verbs)


def _is_for(sentence: Sentence, match: Found) -> bool:
    before = _FOR.search(sentence.compact[max(0, match.start - 10) : match.start])
    if before is None:
        return False
    start = match.start - len(before.group())
    return not before.group("word") or start in sentence.gaps
