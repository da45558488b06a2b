"""Words for numbers in both languages, and their values."""

from __future__ import annotations

import re
from decimal import Decimal

CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "半": 0,
}
_UP_TO_TWELVE = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBER_WORDS = {word: value for value, word in enumerate(_UP_TO_TWELVE + _TEENS)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000, "仟": 1000, "佰": 100, "拾": 10}
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000}
CHINESE_NUMERALS = "".join([*CHINESE_DIGITS, *_UNITS])


def chinese_value(text: str) -> Decimal:
    """Value of a Chinese numeral, spoken short forms included (三千五 = 3500, 一万二 = 12000)."""
    total = section = digit = 0
    last_unit = 1
    half = text.endswith("半")
    for char in text:
        if char in _UNITS:
            unit = _UNITS[char]
            if unit == 10000:
                total = (total + section + digit or 1) * unit
                section = digit = 0
            else:
                section += (digit or 1) * unit
                digit = 0
            last_unit = unit
        else:
            digit = digit * 10 + CHINESE_DIGITS[char] if digit and last_unit == 1 else CHINESE_DIGITS[char]
    if half:
        return Decimal(total + section) + Decimal(last_unit) / 2
    if digit and last_unit > 10 and text[-2:-1] not in ("零", "〇"):
        digit *= last_unit // 10
    return Decimal(total + section + digit)


def worded_value(text: str) -> Decimal | None:
    """Value of an English numeral ("five hundred", "two thousand five hundred")."""
    total = current = 0
    seen = False
    for word in re.findall(r"[a-z]+", text):
        if word == "a" and not seen:
            current = 1
        elif word in NUMBER_WORDS:
            current += NUMBER_WORDS[word]
            seen = True
        elif word in _SCALES:
            scale = _SCALES[word]
            current = (current or 1) * scale
            seen = True
            if scale >= 1000:
                total, current = total + current, 0
    return Decimal(total + current) if seen else None
