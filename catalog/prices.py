"""Price bounds in a sentence, for texts that nobody has taken apart before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from catalog.bounds import bound
from understanding.amounts import parse_amount
from understanding.numbers import NUMBER_WORDS

_MONEY = r"(?:元|块钱|块|圆|人民币|rmb|cny|yuan|kuai|dollars|bucks)"
_ENGLISH = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
# The letter of "8000 with" is no unit, and the digits of K70 are no amount.
_AMOUNT = re.compile(
    r"(?<![0-9a-z.])\d{1,12}(?:\.\d{1,6})?(?:\s*(?:k|w|thousand|grand|hundred)(?![a-z])|\s*[万千百])?(?![0-9a-z.]|\s*年)"
    rf"|(?<![0-9a-z.])\d{{1,12}}(?:\.\d{{1,6}})?(?={_MONEY}|rmb)"
    r"|[一二三四五六七八九两]?[一二三四五六七八九两几]?[十百千万][零一二三四五六七八九两百千万半]*"
    rf"|(?<![a-z])(?:(?:a|{_ENGLISH})\s+)+(?:hundred|thousand|grand)(?![a-z])"
)
_MONEY_BEHIND = re.compile(rf"\s*(?:多|几|来|出头)?\s*{_MONEY}")
_MONEY_BEFORE = re.compile(r"(?:预算|budget|价格|price|花|[¥￥$€£])[^0-9a-z]{0,4}$")
_MONEY_AFTER = re.compile(rf"\s*(?:多|几|出头)?\s*(?:{_MONEY}钱?)?")
_MAX_OF_A_NAME = re.compile(r"max\s*$")
_OVER = re.compile(r"\s*(?P<over>多|几|出头)\s*(?:元|块|的|$|[,，。 ]|[^\d\w]|以|左右)")
_BETWEEN = re.compile(rf"\s*{_MONEY}?\s*(?:-|~|—|–|到|至|to|and|和)\s*[¥￥$€£]?\s*")
_LOWEST, _HIGHEST = Decimal(20), Decimal("9999999999.99")
#: Smaller ones are said of other things as well (几十个).
_SPOKEN = Decimal(100)
#: "About 3000" means this share more or less.
_AROUND = Decimal("0.2")
#: After "Pro Max" these are sizes of memory.
_MEMORY = frozenset(map(Decimal, (64, 128, 256, 512, 1024)))


@dataclass(frozen=True)
class Prices:
    """The lowest and the highest price of a sentence, None where it sets none, and the places of their amounts."""

    low: Decimal | None = None
    high: Decimal | None = None
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class _Amount:
    low: Decimal
    high: Decimal
    start: int
    end: int


def prices_in(text: str) -> Prices:
    """The lowest and the highest price that a sentence allows.

    Args:
        text: What the customer wrote, without numbers that are something else (`Conditions.rest`); amounts are taken
            as the shop's currency.
    """
    plain = text[:800].lower()
    amounts = _amounts(plain)
    for first, second in pairwise(amounts):
        if _BETWEEN.fullmatch(plain, first.end, second.start):
            low = first.low if first.low >= _LOWEST or second.high < 100 else _same_scale(first.low, second, plain)
            if _LOWEST <= low < second.high:
                money = _MONEY_AFTER.match(plain, second.end)
                return Prices(low, second.high, ((first.start, money.end() if money else second.end),))
    limits: list[Decimal | None] = [None, None]
    spans = []
    for place, amount in enumerate(amounts):
        begin = amounts[place - 1].end if place else 0
        end = amounts[place + 1].start if place + 1 < len(amounts) else len(plain)
        found = _range(amount, plain[begin : amount.start], plain[amount.end : end])
        if found is not None:
            low_high, (left, right) = found
            limits = [new if old is None else old for old, new in zip(limits, low_high, strict=True)]
            spans.append((begin + left, amount.end + right))
    return Prices(limits[0], limits[1], tuple(spans))


def clamped(price: Decimal | None) -> Decimal | None:
    """A price that every database can hold, for one that may be any number."""
    return price if price is None else max(-_HIGHEST, min(_HIGHEST, price)) if price.is_finite() else None


def _amounts(plain: str) -> list[_Amount]:
    found = []
    for match in _AMOUNT.finditer(plain):
        amount = parse_amount(match.group().replace("几", ""))
        if amount is not None and amount.high > 0:
            found.append(_Amount(amount.low, amount.high, match.start(), match.end()))
    return found


def _same_scale(low: Decimal, second: _Amount, plain: str) -> Decimal:
    """The lower end of 2-3千, which says its unit once."""
    digits = re.match(r"\d+(?:\.\d+)?", plain[second.start :])
    return low * second.high / Decimal(digits.group()) if digits and Decimal(digits.group()) else low


def _range(
    amount: _Amount, before: str, after: str
) -> tuple[tuple[Decimal | None, Decimal | None], tuple[int, int]] | None:
    """The prices that an amount allows, and where before and behind it its words begin and end."""
    money = _MONEY_BEHIND.match(after) is not None or _MONEY_BEFORE.search(before) is not None
    low, high = amount.low, amount.high
    over = _OVER.match(after)
    skipped = 0
    if over:
        high = max(high, low + _last_unit(low))
        skipped = over.end("over")
    if high < _LOWEST and not money:
        return None
    said = bound(before, after[skipped:])
    behind = _MONEY_AFTER.match(after)
    place = said.start, max(skipped + said.end, behind.end() if behind else 0)
    if said.op == "max":
        # "Pro Max 512" has so much memory.
        return None if _MAX_OF_A_NAME.search(before) and high in _MEMORY else ((None, high), place)
    if said.op == "min":
        return (low, None), place
    if said.op == "about":
        return (low * (1 - _AROUND), high * (1 + _AROUND)), place
    return ((low, high), place) if low < high >= _SPOKEN else None


def _last_unit(amount: Decimal) -> Decimal:
    """What 多 leaves open: a hundred in 三百多, a thousand in 3000多."""
    unit = Decimal(1)
    while unit * 10 <= amount and amount % (unit * 10) == 0:
        unit *= 10
    return unit
