"""Price bounds in a sentence, for texts that nobody has taken apart before."""

from __future__ import annotations

import re
from decimal import Decimal

from catalog.normalize import tidy

# The letter of "8000 with" is no unit.
_NUMBER = r"(\d+(?:\.\d+)?)\s*([kw](?![a-z])|[万千])?"
_MONEY = r"(?:元|块钱|块|人民币|rmb|cny|yuan|kuai|dollars|bucks)"
# Numbers with one of these are no prices.
_UNIT = (
    r"(?!\s*(?:[a-z]*hz|g(?![a-z])|gb|tb|t(?![a-z])|w(?![a-z])|mah|毫安|英寸|寸|inch"
    r"|小时|hours?|克|公斤|kg|分贝|db|万像素|mp|ms|nits|瓦|斤|0*\d))"
)
_RANGE = re.compile(rf"{_NUMBER}\s*{_MONEY}?\s*(?:-|~|到|至|to|and)\s*{_NUMBER}\s*{_MONEY}?{_UNIT}")
_MAX = (
    re.compile(rf"{_NUMBER}{_UNIT}\s*{_MONEY}?钱?\s*(?:以下|以内|之内|以里|or less|and under)"),
    re.compile(
        rf"(?:低于|不超过|不高于|少于|小于|最多|预算"
        rf"|under|below|less than|cheaper than|up to|at most|max|within|no more than)"
        rf"\s*(?:是|为|只有|of|is|about|rmb|cny|大概)?\s*{_NUMBER}{_UNIT}"
    ),
)
_MIN = (
    re.compile(rf"{_NUMBER}{_UNIT}\s*{_MONEY}?钱?\s*(?:以上|起|or more|and above|and up)"),
    re.compile(rf"(?:高于|不低于|多于|超过|至少|over|above|more than|at least|from)\s*{_NUMBER}{_UNIT}"),
)
_LOWEST = Decimal(20)


def price_bounds(text: str) -> tuple[Decimal | None, Decimal | None]:
    """The lowest and the highest price that a sentence allows.

    Args:
        text: What the customer wrote; amounts are taken as the shop's currency.

    Returns:
        Lowest and highest price, None where the sentence sets none.
    """
    plain = re.sub(r"(?<=\d)[,，](?=\d{3})", "", text)
    plain = re.sub(r"(?<=\d)\s*[-~—–到至]+\s*(?=\d)", " to ", plain)
    plain = re.sub(r"[$¥￥€£]", " ", plain)
    tidied = tidy(plain)
    match = _RANGE.search(tidied)
    if match and (low := _amount(match, 1)) is not None and (high := _amount(match, 3)) is not None and low < high:
        return low, high
    return _first(_MIN, tidied), _first(_MAX, tidied)


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> Decimal | None:
    for pattern in patterns:
        match = pattern.search(text)
        if match and (amount := _amount(match, 1)) is not None:
            return amount
    return None


def _amount(match: re.Match[str], group: int) -> Decimal | None:
    factor = {"k": 1000, "千": 1000, "w": 10_000, "万": 10_000}.get(match.group(group + 1) or "", 1)
    amount = Decimal(match.group(group)) * factor
    return amount if amount >= _LOWEST else None
