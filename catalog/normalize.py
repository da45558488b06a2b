"""Spelling: two ways to write one name fold to the same string.

`tidy` keeps words apart (for scanning sentences and splitting names), `fold` also drops the separators
(for looking names up).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

#: Longer texts are cut: no product name or question needs more.
MAX_LENGTH = 400

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
_PLUS = re.compile(r"\s*\+(?![0-9a-z])")
_GENERATION = re.compile(
    r"第?\s*(\d+)\s*代|\(?\b(\d+)\s*(?:st|nd|rd|th)\s*(?:generation|gen)\b\.?\)?|\bgen(?:eration)?\s*(\d+)\b"
)
_SEPARATORS = re.compile(r"[^0-9a-z.\s\u3400-\u9fff\U00020000-\U0002ffff]+")
_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_SPACE_BUT_BETWEEN_DIGITS = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_ROMAN = re.compile(r"(?<![a-z])(ii|iii|iv|vi|vii|viii)(?![a-z0-9])")
_ROMAN_VALUES = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}
#: Nobody means a larger number.
_MOST = 1e12
#: Before these a single Chinese numeral is a number (小米三代, 五英寸); elsewhere part of a name (一加).
_COUNTED = "代寸英吋"


def contains_cjk(text: str) -> bool:
    """Whether a text holds at least one Chinese character."""
    return any("\u3400" <= char <= "\u9fff" for char in text)


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=32768)
def _is_simplified(char: str) -> bool:
    return not "\u3400" <= char <= "\u9fff" or _converter().convert(char) == char


@lru_cache(maxsize=8192)
def simplify(text: str) -> str:
    """Traditional characters become simplified ones."""
    return text if all(map(_is_simplified, text)) else str(_converter().convert(text))


def chinese_number(text: str) -> float | None:
    """The value of a Chinese numeral, or None.

    Args:
        text: For example 三千, 十四, 一万二, 二〇二四, 两千五.
    """
    if not text:
        return None
    if all(char in _DIGITS for char in text):
        return float("".join(str(_DIGITS[char]) for char in text))
    total, section, digit, last_unit = 0, 0, 0, 1
    for char in text:
        if char in _DIGITS:
            digit, last_unit = _DIGITS[char], (last_unit if _DIGITS[char] else 1)
        elif char in _UNITS:
            section += (digit or 1) * _UNITS[char]
            digit, last_unit = 0, _UNITS[char]
        elif char == "万":
            total += (section + digit or 1) * 10_000
            section, digit, last_unit = 0, 0, 10_000
        else:
            return None
    # 两千五 is 2500, 一万二 is 12000, but 一千零五 is 1005.
    return float(total + section + digit * (last_unit // 10 if last_unit > 10 else 1))


def numerals_to_digits(text: str) -> str:
    """Chinese numerals become digits where they are numbers (十四, 三千, 二代), not parts of names (三星)."""

    def digits(match: re.Match[str]) -> str:
        run, end = match.group(), match.end()
        following = text[end : end + 1]
        if len(run) == 1 and run != "十":
            before = text[match.start() - 1 : match.start()]
            if following not in tuple(_COUNTED) and before != "第":
                return run
        if run in ("万", "百", "千", "百万", "千万", "一千万") or (run[0] == "万" and len(run) > 1):
            return run
        value = chinese_number(run)
        return run if value is None or value > _MOST else f"{value:.0f}"

    return _NUMERAL.sub(digits, text)


def tidy(text: str) -> str:
    """One spelling of a text, its words still apart.

    Args:
        text: Anything; cut at `MAX_LENGTH` characters.

    Returns:
        NFKC, lower case, simplified characters, no accents, Chinese numerals as digits, generations as
        numbers (`2nd Gen`, 第二代), a final + as `plus`, everything that is no letter or digit as one space.
    """
    return _tidied(text[: MAX_LENGTH * 2])


@lru_cache(maxsize=16384)
def _tidied(text: str) -> str:
    text = text.encode("utf-8", "ignore").decode("utf-8")
    text = unicodedata.normalize("NFKC", text).lower()[:MAX_LENGTH]
    if not text.isascii():
        text = unicodedata.normalize("NFD", text)
        text = "".join(char for char in text if not unicodedata.combining(char))
        text = simplify(unicodedata.normalize("NFC", text))
        text = numerals_to_digits(text)
    text = _PLUS.sub(" plus", text)
    text = _GENERATION.sub(lambda m: f" {m.group(1) or m.group(2) or m.group(3)} ", text)
    text = _SEPARATORS.sub(" ", text)
    text = _DOT.sub(" ", text)
    text = _ROMAN.sub(lambda m: f" {_ROMAN_VALUES[m.group()]} ", text)
    return " ".join(text.split())


def fold(text: str) -> str:
    """The key of a text: `tidy` without spaces (but between two numbers one stays).

    Args:
        text: Anything.

    Returns:
        For example `iphone15pro` for "iPhone 15 Pro", "ＩＰＨＯＮＥ－１５ Pro" and "iphone15pro".
    """
    return _SPACE_BUT_BETWEEN_DIGITS.sub("", tidy(text))


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[str, ...]:
    """The toneless pinyin of every Chinese character of a text; other characters are left out."""
    from pypinyin import lazy_pinyin

    return tuple(
        syllable.replace("ü", "v") for syllable in lazy_pinyin("".join(c for c in text if contains_cjk(c))) if syllable
    )


def pinyin(text: str) -> str:
    """The toneless pinyin of a text's Chinese characters, in one piece."""
    return "".join(syllables(text))
