"""Conditions on properties in a customer's sentence: 内存16G以上, "at least 120 Hz", 8GB+256GB, 6.7英寸."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from catalog.matcher import Sentence
from catalog.models import Category
from catalog.normalize import numerals_to_digits, simplify

if TYPE_CHECKING:
    from catalog.lexicon_data import LexiconData


@dataclass(frozen=True)
class SpecFilter:
    """One condition on a property.

    Attributes:
        spec: Id of the property.
        op: `min` (at least), `max` (at most), `eq` (about, for numbers; the same, for yes and no).
        number: The bound in the property's unit, or None for a text.
        text: `yes` or `no` for booleans, otherwise empty.
    """

    spec: str
    op: str
    number: float | None = None
    text: str = ""

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The lowest and the highest number that fits (a "1 TB" disk may hold 1000 or 1024 GB)."""
        if self.number is None:
            return None, None
        slack = {"storage": 0.03, "screen_size": 0.02}.get(self.spec, 0.0) * self.number
        if self.op == "min":
            return self.number - slack, None
        if self.op == "max":
            return None, self.number + slack
        return self.number - (slack or 1e-6), self.number + (slack or 1e-6)


@dataclass(frozen=True)
class _Unit:
    pattern: str
    specs: tuple[str, ...]
    factor: float = 1.0
    op: str = "min"


# What a unit means when no property is named beside it, and how it is compared without "at least" or "below".
_UNITS = (
    _Unit(r"tb|t(?![a-z])", ("storage",), 1024.0, "eq"),
    _Unit(r"gb|g(?![a-z0-9])", ("memory", "storage", "weight"), 1.0, "eq"),
    _Unit(r"hz|赫兹|赫", ("refresh_rate", "polling_rate")),
    _Unit(r"英寸|寸|吋|ying ?cun|inch(?:es)?|in(?![a-z])|\"", ("screen_size",), 1.0, "eq"),
    _Unit(r"mah|毫安时?", ("battery_capacity",)),
    _Unit(r"wh|瓦时", ("battery_energy",)),
    _Unit(r"w(?![a-z])|瓦|watts?", ("charging_power", "output_power", "power")),
    _Unit(r"kg|公斤|千克|kilos?", ("weight",), 1000.0, "max"),
    _Unit(r"斤", ("weight",), 500.0, "max"),
    _Unit(r"克|grams?", ("weight",), 1.0, "max"),
    _Unit(r"个?小时|hours?|hrs?|h(?![a-z])", ("battery_life",)),
    _Unit(r"万像素", ("pixels",), 0.01),
    _Unit(r"mp|megapixels?|百万像素", ("pixels",)),
    _Unit(r"nits?|尼特", ("brightness",)),
    _Unit(r"pa(?![a-z])|帕", ("suction",)),
    _Unit(r"db|分贝", ("noise_reduction_depth", "noise_level")),
    _Unit(r"mbps|兆", ("wifi_speed",)),
    _Unit(r"dpi", ("dpi",)),
    _Unit(r"ms(?![a-z])|毫秒", ("response_time",), 1.0, "max"),
    _Unit(r"fps|张每秒", ("burst",)),
    _Unit(r"mm|毫米", ("case_size", "driver_size"), 1.0, "eq"),
)
_NUMBER = r"(?<![0-9a-z.])(?P<number>\d+(?:\.\d+)?)(?P<many>[kw千万])?"
_PATTERNS = tuple((unit, re.compile(rf"{_NUMBER}\s*-?\s*(?:{unit.pattern})")) for unit in _UNITS)
_PAIR = re.compile(r"(?<![0-9a-z.])(\d{1,2})\s*(?:gb?)?\s*[+/]\s*(\d{2,4}|[12](?=\s*t))\s*(gb?|tb?)?(?![0-9a-z])")
_MIN_AFTER = re.compile(
    r"^\s*(?:的?(?:或|及)?以上|或更[大高多长]|起步?|往上|\+"
    r"|or (?:more|above|higher|larger|up|longer)|and (?:up|above)|plus)"
)
_MAX_AFTER = re.compile(
    r"^\s*(?:的?(?:或|及)?以[下内]|之内|或更[小低轻少]|往下"
    r"|or (?:less|below|lower|smaller|under|lighter))"
)
_MIN_BEFORE = re.compile(
    r"(?:至少|最少|不少于|不低于|不小于|大于|高于|超过|多于|起码|>=?|≥"
    r"|at least|more than|over|above|minimum(?: of)?|bigger than|"
    r"larger than|no less than|longer than|higher than)\s*(?:有|要|是)?\s*$"
)
_MAX_BEFORE = re.compile(
    r"(?:至多|最多|不超过|不多于|不大于|不高于|小于|低于|少于|轻于|<=?|≤"
    r"|at most|less than|under|below|up to|no more than|"
    r"max(?:imum)?(?: of)?|lighter than|smaller than)\s*$"
)
_NO = re.compile(r"(?:不要|不带|没有|无需|不支持|without|no)\s*$")
_ASKED = re.compile(r"(?:带|支持|有|能|可以?|具备|要|with|supports?|has|have|having|and|,|，|、)\s*(?:an?\s+)?$")
_BOUNDS = re.compile(
    r"以上|以下|以内|之内|至少|最少|最多|不少于|不低于|不超过|超过|大于|小于|高于|低于|轻于|至多|左右|"
    r"at least|at most|more than|"
    r"less than|no more than|no less than|or more|or less|under|below|over|above|up to"
)
_ORDINARY_CHINESE = str.maketrans("一二三四五六七八九两", "1234567892")
_COUNTED_WORD = re.compile(r"([一二三四五六七八九两])(?=\s*(?:公斤|千克|斤|个?小时|英?寸))")


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    text = simplify(unicodedata.normalize("NFKC", text).lower())
    text = numerals_to_digits(text)
    text = _COUNTED_WORD.sub(lambda match: match.group().translate(_ORDINARY_CHINESE), text)
    return re.sub(r"(?<=\d),(?=\d{3})", "", text)


def filters_in(text: str, data: LexiconData, category: Category | None) -> tuple[SpecFilter, ...]:
    """The conditions of a sentence.

    Args:
        text: What the customer wrote.
        data: The shop's vocabulary.
        category: Kind of product that the sentence is about, where known: it decides what a bare unit means.

    Returns:
        One condition a property, in the order of the sentence.
    """
    plain = _plain(text)
    own = frozenset(category.specs) if category else frozenset(data.specs)
    found: dict[str, tuple[int, SpecFilter]] = {}
    pair = _PAIR.search(plain)
    if pair:
        storage = float(pair.group(2)) * (1024.0 if (pair.group(3) or "").startswith("t") else 1.0)
        found["memory"] = pair.start(), SpecFilter("memory", "eq", float(pair.group(1)))
        found["storage"] = pair.start() + 1, SpecFilter("storage", "eq", storage)
        plain = plain[: pair.start()] + " " * (pair.end() - pair.start()) + plain[pair.end() :]
    for unit, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            many = {"k": 1e3, "千": 1e3, "w": 1e4, "万": 1e4}.get(match.group("many") or "", 1.0)
            number = float(match.group("number")) * many * unit.factor
            spec = _meant(unit, plain, match, number, data, own)
            if spec and spec not in found:
                op = _operator(plain, match, unit.op)
                found[spec] = match.start(), SpecFilter(spec, op, round(number, 6))
    for place, condition in _yes_or_no(plain, data, own):
        found.setdefault(condition.spec, (place, condition))
    return tuple(condition for _, condition in sorted(found.values(), key=lambda item: item[0]))


def without_amounts(text: str) -> str:
    """A text without its numbers with units, and without "at least", 以上 and the like."""
    plain = _PAIR.sub(" ", _plain(text))
    for _, pattern in _PATTERNS:
        plain = pattern.sub(" ", plain)
    return _BOUNDS.sub(" ", plain)


def _operator(plain: str, match: re.Match[str], default: str) -> str:
    before, after = plain[: match.start()], plain[match.end() :]
    if _MIN_AFTER.search(after) or _MIN_BEFORE.search(before):
        return "min"
    if _MAX_AFTER.search(after) or _MAX_BEFORE.search(before):
        return "max"
    return default


def _meant(
    unit: _Unit, plain: str, match: re.Match[str], number: float, data: LexiconData, own: frozenset[str]
) -> str | None:
    """The property that a number with a unit is about: the one named beside it, or what the unit suggests."""
    around = (plain[max(0, match.start() - 14) : match.start()], plain[match.end() : match.end() + 14])
    for piece, nearest in ((around[0], -1), (around[1], 0)):
        named = data.spec_matcher.scan(Sentence(piece))
        ids = [id for found in named[nearest:][:1] for id in found.ids]
        for id in ids:
            if id in data.specs and data.specs[id].type == "number" and id in unit.specs:
                return id
    choices = [spec for spec in unit.specs if spec in own and spec in data.specs]
    if "memory" in choices and unit.factor == 1.0:
        if "weight" in choices and _operator(plain, match, "") == "max" and number > 64:
            return "weight"
        return "memory" if number <= 64 or "storage" not in choices else "storage"
    if not choices:
        return next((spec for spec in unit.specs if spec in data.specs), None) if not own else None
    return choices[0]


def _yes_or_no(plain: str, data: LexiconData, own: frozenset[str]) -> list[tuple[int, SpecFilter]]:
    result = []
    for spec in data.specs.values():
        # Where a feature word says the same (降噪), that word is the condition.
        if spec.type != "boolean" or spec.id not in own or spec.id in data.tags:
            continue
        for name in sorted((spec.names.zh, spec.names.en, *spec.aliases), key=len, reverse=True):
            place = plain.find(_plain(name))
            if place < 0:
                continue
            if _NO.search(plain[:place]):
                result.append((place, SpecFilter(spec.id, "eq", None, "no")))
            elif _ASKED.search(plain[:place]):
                result.append((place, SpecFilter(spec.id, "eq", None, "yes")))
            break
    return result
