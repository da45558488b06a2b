"""Conditions on properties in a customer's sentence: 内存16G以上, "at least 120 Hz", 8GB+256GB, 6.7英寸."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from catalog.bounds import READ, bound
from catalog.matcher import Found, Sentence
from catalog.mentions import denial
from catalog.models import Category, Spec
from catalog.name_parts import MEMORY_PAIR
from catalog.normalize import MAX_LENGTH, contains_cjk, fold, numerals_to_digits, simplify
from catalog.spec_filters import SpecFilter
from catalog.units import MANY, Unit

if TYPE_CHECKING:
    from catalog.lexicon_data import LexiconData


@dataclass(frozen=True)
class Conditions:
    """The conditions of a sentence.

    Attributes:
        filters: The conditions.
        text: The sentence in lower case, its numbers as digits.
        rest: The same with `READ` in the places of the numbers that have been read.
    """

    filters: tuple[SpecFilter, ...]
    text: str
    rest: str


_BARE = re.compile(r"(?<![0-9.])(?P<number>\d{1,9}(?:\.\d{1,6})?)\s*(?P<many>[kw](?![a-z0-9])|[千万亿])?(?![0-9a-z.])")
_MONEY = re.compile(r"\s*(?:元|块|人民币|rmb|cny|yuan|kuai|dollars|bucks)")
_NOT_HAD = re.compile(r"(?:(?<!有)没有|没带|不支持|不能)$")
_NETWORK = frozenset({"2", "3", "4", "5", "2.4", "2.5", "5.8"})
#: So many things counted, or more, are meant as "at least"; three people are three people.
_MANY_COUNTED = 20
#: A smaller number with w is tens of thousands (1.5w), a larger one may be watts.
_WATTS = 10.0


# 两三千 is no number but a range of prices.
_ROUGH = re.compile(r"([一二三四五六七八九两][一二三四五六七八九][十百千万](?![一二三四五六七八九十百千万]))")


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    pieces = _ROUGH.split(simplify(text))
    joined = "".join(piece if at % 2 else numerals_to_digits(piece) for at, piece in enumerate(pieces))
    return re.sub(r"(?<=\d)[,，](?=\d{3})", "", joined)


def conditions_in(text: str, data: LexiconData, category: Category | None) -> Conditions:
    """The conditions of a sentence.

    Args:
        text: What the customer wrote.
        data: The shop's vocabulary.
        category: Kind of product that the sentence is about, where known: it decides what a bare unit means.

    Returns:
        One condition a property (two for a range), in the order of the sentence, and what is left of it.
    """
    lowered = unicodedata.normalize("NFKC", text[: MAX_LENGTH * 2]).lower()[:MAX_LENGTH]
    plain = _plain(lowered)
    return _Reader(data.units.digits(plain), data, category).read(plain)


class _Reader:
    """Reads one sentence."""

    def __init__(self, plain: str, data: LexiconData, category: Category | None) -> None:
        self._text = plain
        self._data = data
        self._own = tuple(category.specs) if category else tuple(data.specs)
        self._known = category is not None
        self._found: dict[str, tuple[int, tuple[SpecFilter, ...]]] = {}

    def read(self, plain: str) -> Conditions:
        """The conditions; `plain` is the sentence with the numerals that may be names."""
        self._pair()
        for match in list(self._data.units.pattern.finditer(self._text)):
            self._with_unit(match)
        for match in list(_BARE.finditer(self._text)):
            self._named(match)
        for place, condition in _yes_or_no(self._text, self._data, self._own):
            self._found.setdefault(condition.spec, (place, (condition,)))
        ordered = sorted(self._found.values(), key=lambda item: item[0])
        return Conditions(tuple(condition for _, found in ordered for condition in found), plain, self._text)

    def _add(self, start: int, end: int, spec: str, *conditions: SpecFilter) -> None:
        self._found.setdefault(spec, (start, conditions))
        self._take(start, end)

    def _take(self, start: int, end: int) -> None:
        self._text = self._text[:start] + READ * (end - start) + self._text[end:]

    def _pair(self) -> None:
        """Memory and storage in one: 8GB+256GB."""
        pair = MEMORY_PAIR.search(self._text)
        if pair and {"memory", "storage"} <= self._data.specs.keys():
            storage = float(pair.group(2)) * (1024.0 if (pair.group(3) or "").startswith("t") else 1.0)
            self._add(pair.start(), pair.end(), "memory", SpecFilter("memory", "eq", float(pair.group(1))))
            self._found.setdefault("storage", (pair.start() + 1, (SpecFilter("storage", "eq", storage),)))

    def _with_unit(self, match: re.Match[str]) -> None:
        many = match.group("many") or ""
        number = float(match.group("number")) * MANY.get(many, 1.0) * (-1.0 if match.group("minus") else 1.0)
        before, after = self._text[: match.start()], self._text[match.end() :]
        said = bound(before, after)
        op = said.op if said.op != "about" else ""
        begin, end = min(said.start, match.start()), match.end() + said.end
        units = self._data.units.meant_by(match.group("unit"))
        named = self._named_beside(before[:begin], after[said.end :])
        found = self._meant(match, units, named, number, op)
        if found is None:
            # 1w is ten thousand, unless something has so few watts.
            if match.group("unit") != "w" or many:
                self._take(match.start("number"), match.end())
            return
        spec, factor = found
        value = round(number * factor, 6)
        low = match.group("low")
        if low and not op and float(low) < float(match.group("number")):
            least = round(float(low) * MANY.get(many, 1.0) * factor, 6)
            self._add(begin, end, spec, SpecFilter(spec, "min", least), SpecFilter(spec, "max", value))
        else:
            self._add(begin, end, spec, SpecFilter(spec, op or self._usual(spec, value), value))

    def _named_beside(self, before: str, after: str) -> tuple[str, ...]:
        """The properties named right before or right behind a number."""
        ids: list[str] = []
        for piece, nearest in ((before[-14:], -1), (after[:14], 0)):
            found = self._data.spec_matcher.scan(Sentence(piece.split(READ)[nearest]))
            ids += [id for match in found[nearest:][:1] for id in match.ids]
        return tuple(ids)

    def _meant(
        self, match: re.Match[str], units: tuple[Unit, ...], named: tuple[str, ...], number: float, op: str
    ) -> tuple[str, float] | None:
        """The property that a number with a unit is about (the one named, or what the unit suggests), in its unit."""
        convert = self._data.units.factor
        for id in named:
            for unit in units:
                if (factor := convert(unit, id)) is not None:
                    return id, factor
        written = match.group("unit")
        if units and units[0].name == "天":
            return None
        if written == "g" and match.group("number") in _NETWORK:
            return None
        if written == "w" and (number < _WATTS or not self._known):
            return None
        if units and units[0].measure == "inch":
            units = (
                tuple(unit for unit in units if any(self._data.units.measure(id) == "inch" for id in self._own))
                or units
            )
        if not self._known:
            units = tuple(unit for unit in units if not unit.measure.startswith("count"))
        choices = {id: factor for id in self._own for unit in units if (factor := convert(unit, id)) is not None}
        if units and units[0].measure == "time":
            # How long something takes to charge is only meant where it is said.
            choices = {id: factor for id, factor in choices.items() if self._data.specs[id].better != "lower"}
        if not choices:
            return None
        if "memory" in choices and written != "t":
            heavy = next((id for id in choices if self._data.units.measure(id) == "mass"), None)
            if heavy and op == "max" and number > 64:
                return heavy, choices[heavy]
            if (number <= 64 and not written.startswith("t")) or "storage" not in choices:
                return "memory", choices["memory"]
            return "storage", choices["storage"]
        same = [id for id, factor in choices.items() if factor == 1.0]
        id = same[0] if same else next(iter(choices))
        return id, choices[id]

    def _usual(self, spec: str, number: float) -> str:
        """How a number is compared without "at least" or "below"."""
        measure = self._data.units.measure(spec)
        if measure == "data" or (measure.startswith("count") and number < _MANY_COUNTED):
            return "eq"
        return {"higher": "min", "lower": "max"}.get(self._data.specs[spec].better, "eq")

    def _named(self, match: re.Match[str]) -> None:
        """A number without a unit whose property stands before it: 亮度1000以上, SPF50."""
        before, after = self._text[: match.start()], self._text[match.end() :]
        said = bound(before, after)
        op = said.op if said.op != "about" else ""
        begin, end = min(said.start, match.start()), match.end() + said.end
        piece = before[:begin][-16:].split(READ)[-1]
        sentence = Sentence(piece)
        found = self._data.spec_matcher.scan(sentence)
        if not found or found[-1].end != len(sentence.compact) or _MONEY.match(after):
            return
        if any(tag.end > found[-1].start for tag in self._data.tag_matcher.scan(sentence)):
            return
        for id in found[-1].ids:
            spec = self._data.specs.get(id)
            if spec and spec.type == "number" and id in self._own and self._fits(spec, op, sentence, found[-1]):
                number = float(match.group("number")) * MANY.get(match.group("many") or "", 1.0)
                if self._data.units.measure(id) == "pixels" and number >= 10_000:
                    number /= 1e6
                self._add(begin, end, id, SpecFilter(id, op or self._usual(id, number), round(number, 6)))
                return

    def _fits(self, spec: Spec, op: str, sentence: Sentence, found: Found) -> bool:
        """Whether a bare number may be a property's and no price ("a big screen under 3000")."""
        name = sentence.compact[found.start : found.end]
        own_name = name in (fold(spec.names.zh), fold(spec.names.en))
        if op == "max":
            return spec.better == "lower" and (own_name or contains_cjk(name))
        return own_name if not op else spec.better == "higher"


def _yes_or_no(plain: str, data: LexiconData, own: tuple[str, ...]) -> list[tuple[int, SpecFilter]]:
    result = []
    sentence = Sentence(plain)
    for match in data.spec_matcher.scan(sentence):
        for id in match.ids:
            spec = data.specs[id]
            # Where a feature word says the same (降噪), that word is the condition.
            if spec.type == "boolean" and id in own and id not in data.tags:
                without = denial(sentence, match) is not None or _NOT_HAD.search(sentence.compact[: match.start])
                result.append((match.start, SpecFilter(id, "eq", None, "no" if without else "yes")))
                break
    return result
