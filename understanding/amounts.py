"""Amounts of money as customers write them, and whether they bound a search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from understanding.cues import cues, matcher
from understanding.numbers import chinese_value, worded_value

DEFAULT_CURRENCY = "CNY"
_CURRENCIES = (
    ("USD", re.compile(r"us\$|\$|usd|dollars?|bucks?|美元|美金|刀")),
    ("EUR", re.compile(r"€|eur\b|euros?|欧元")),
    ("GBP", re.compile(r"£|gbp|pounds?|英镑")),
    ("HKD", re.compile(r"hk\$|hkd|港币|港元")),
    ("CNY", re.compile(r"[¥￥]|cny|rmb|yuan|kuai|人民币|元|块|圆")),
)
_CN_NUMBER = re.compile(r"[零〇一二三四五六七八九十百千万两俩仟佰拾壹贰叁半]+")
_ARABIC = re.compile(
    r"(\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(k\b|w\b|k(?![a-z])|万|千|百|thousand|grand|hundred)?"
)
_ROUGH = re.compile(r"^([一二三四五六七八九两])([一二三四五六七八九])([十百千万])(.*)$")
_NEAR = 14  # characters before and after an amount in which a bound may stand


@dataclass(frozen=True)
class Amount:
    """A sum of money, or a range of sums where the words leave it open ("两三千").

    Attributes:
        low: Lower end, in `currency`.
        high: Upper end; equal to `low` for one sum.
        currency: ISO 4217 code.
    """

    low: Decimal
    high: Decimal
    currency: str

    def __str__(self) -> str:
        span = f"{_plain(self.low)}" if self.low == self.high else f"{_plain(self.low)}-{_plain(self.high)}"
        return f"{span} {self.currency}"

    @classmethod
    def parse(cls, normalised: str) -> Amount | None:
        """Read back what `str()` wrote, or any other way to write an amount."""
        return parse_amount(normalised)


def parse_amount(text: str) -> Amount | None:
    """Read a sum of money.

    Args:
        text: The words of the amount: `三千块`, `$500`, `两三千`, `5k`, `2000-3000元`, `1.2万`.

    Returns:
        The amount, or `None` where the text holds no number.
    """
    lowered = text.lower().strip().translate({ord("０") + i: str(i) for i in range(10)})
    currency = next((code for code, words in _CURRENCIES if words.search(lowered)), DEFAULT_CURRENCY)
    span = re.search(
        r"(\d[\d,.]*\s*[kw万千百]?)\s*(?:元|块)?\s*[-–—~～到至]\s*[$¥￥]?(\d[\d,.]*\s*[kw万千百]?)", lowered
    )
    if span:
        low, high = _arabic(span[1]), _arabic(span[2])
        if low is not None and high is not None and low <= high:
            return Amount(low, high, currency)
    value = _arabic(lowered)
    if value is not None:
        return Amount(value, value, currency)
    chinese = _CN_NUMBER.search(lowered)
    if chinese:
        rough = _ROUGH.match(chinese[0])
        if rough:
            low, high = (chinese_value(digit + rough[3] + rough[4]) for digit in (rough[1], rough[2]))
            if low < high:
                return Amount(low, high, currency)
        return Amount(chinese_value(chinese[0]), chinese_value(chinese[0]), currency)
    worded = worded_value(lowered)
    return Amount(worded, worded, currency) if worded is not None else None


def price_roles(text: str, spans: Sequence[tuple[int, int]]) -> list[str | None]:
    """Tell for each amount of a message whether it bounds a search.

    Args:
        text: The whole message.
        spans: Start and end of each amount, in characters, in order of appearance.

    Returns:
        `min`, `max` or `None` for each amount.
    """
    bounds, lowered = cues()["bounds"], text.lower()
    roles: list[str | None] = []
    for index, (start, end) in enumerate(spans):
        before = lowered[max(0, start - _NEAR, spans[index - 1][1] if index else 0) : start]
        after = lowered[end : min(end + _NEAR, spans[index + 1][0] if index + 1 < len(spans) else len(text))]
        roles.append(_role(before, after, bounds))
    for index in range(len(spans) - 1):
        between = lowered[spans[index][1] : spans[index + 1][0]].strip(" 元块¥￥$rmb")
        if between in bounds["range"] and roles[index] != "max":
            roles[index], roles[index + 1] = "min", "max"
    return roles


def _role(before: str, after: str, bounds: dict[str, dict[str, list[str]]]) -> str | None:
    """The limit that stands nearest to an amount."""
    found: list[tuple[int, int, str]] = []  # of two at the same place the longer one: 不低于 goes before 低于
    for role in ("max", "min"):
        hits = matcher(bounds[role]["before"]).finditer(before)
        found += [(len(before) - hit.end(), hit.start() - hit.end(), role) for hit in hits]
        hits = matcher(bounds[role]["after"]).finditer(after)
        found += [(hit.start(), hit.start() - hit.end(), role) for hit in hits]
    close = [item for item in found if item[0] <= 6]
    return min(close)[2] if close else None


def _arabic(text: str) -> Decimal | None:
    match = _ARABIC.search(text)
    if not match:
        return None
    try:
        value = Decimal(match[1].replace(",", ""))
    except InvalidOperation:
        return None
    scale = {"k": 1000, "w": 10000, "万": 10000, "千": 1000, "百": 100, "thousand": 1000, "grand": 1000, "hundred": 100}
    return value * scale.get(match[2] or "", 1)


def _plain(value: Decimal) -> str:
    return format(value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize(), "f")
