"""Units as customers write them, and what they are in the units of a shop's properties."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog.models import Spec
from understanding.cues import cues

#: Name of the unit, how customers write it, what it measures, and how many of the smallest unit it is.
_TABLE: tuple[tuple[str, str, str, float], ...] = (
    ("kg", "kg|公斤|千克|kilos?|kilograms?", "mass", 1000),
    ("g", "g|克|grams?", "mass", 1),
    ("斤", "斤", "mass", 500),
    ("lb", "lbs?|磅", "mass", 453.592),
    ("gb", "gb|g|gigs?|gigabytes?", "data", 1),
    ("tb", "tb|t", "data", 1024),
    ("mm", "mm|毫米|millimet(?:er|re)s?", "length", 1),
    ("cm", "cm|厘米|公分|centimet(?:er|re)s?", "length", 10),
    ("m", "m|米(?![色家粉兔])|met(?:er|re)s?", "length", 1000),
    ("inch", '英寸|英吋|寸|吋|ying ?cun|inch|inches|"', "inch", 25.4),
    ("ml", "ml|毫升|millilit(?:er|re)s?", "volume", 1),
    ("l", "l|升(?![级降])|lit(?:er|re)s?", "volume", 1000),
    ("m2", "m2|㎡|平方米|平米|平方|平(?![板台])|square met(?:er|re)s?", "area", 1),
    ("hz", "hz|赫兹|赫", "frequency", 1),
    ("khz", "khz", "frequency", 1000),
    ("mah", "mah|毫安时?|毫安", "charge", 1),
    ("wh", "wh|瓦时", "energy", 1),
    ("w", "w|瓦|watts?", "power", 1),
    ("kw", "kw|千瓦", "power", 1000),
    ("h", "h|个?小时|个?钟头|hours?|hrs?", "time", 60),
    ("天", "天|days?", "time", 1440),
    ("min", "min|mins|minutes?|分钟", "time", 1),
    ("ms", "ms|毫秒", "moment", 1),
    ("mp", "mp|megapixels?|百万像素", "pixels", 1),
    ("px", "像素|pixels", "pixels", 1e-6),
    ("nits", "nits?|尼特", "luminance", 1),
    ("lm", "lm|流明|lumens?", "light", 1),
    ("pa", "pa|帕", "pressure", 1),
    ("kpa", "kpa|千帕", "pressure", 1000),
    ("db", "dba?|分贝", "sound", 1),
    ("mbps", "mbps|兆", "speed", 1),
    ("gbps", "gbps", "speed", 1000),
    ("fps", "fps|张每秒|帧", "rate", 1),
    ("°c", "°c|℃|摄氏度|度(?![假])|degrees?(?: celsius| c)?", "temperature", 1),
    ("rpm", "rpm|转", "turns", 1),
)
#: Inches are also lengths, but a length is no size of a screen; a metre is not said of what is measured in mm.
_INTO = {"inch": ("inch", "length")}
_FAR = 100.0
_COUNTED = (re.compile(r"[几多少]+([^\W\da-z_]{1,3})$"), re.compile(r"(?:how many|number of) ([a-z]+)$"))
_ONE = {"people": ("person", "persons")}
_NUMBER = (
    r"(?P<minus>零下|负|minus\s+|(?<![\w\s])-(?=\d+\s*(?:°|度|℃)))?(?<![0-9a-z.])"
    r"(?:(?P<low>\d{1,9}(?:\.\d{1,6})?)\s*(?:-|~|到|至|to)\s*)?"
    r"(?P<number>\d{1,9}(?:\.\d{1,6})?)\s*(?P<many>[w千万亿]|k(?!g|hz|pa|w|m))?"
)
MANY = {"k": 1e3, "千": 1e3, "w": 1e4, "万": 1e4, "亿": 1e8}


@dataclass(frozen=True)
class Unit:
    """A unit that customers write."""

    name: str
    pattern: str
    measure: str
    factor: float


_KNOWN = tuple(Unit(*row) for row in _TABLE)


def _bounded(pieces: Iterable[str]) -> str:
    """A pattern of units, the longest first, whose Latin words end where they end."""
    ended = []
    for piece in sorted(pieces, key=len, reverse=True):
        last = piece.rstrip("?)")[-1:]
        end = "" if not (last.isascii() and last.isalnum()) else "(?![a-z0-9])" if len(piece) == 1 else "(?![a-z])"
        ended.append(piece + end)
    return "|".join(ended)


def _pieces(pattern: str) -> list[str]:
    """The alternatives of a pattern (not those in brackets)."""
    pieces, depth = [""], 0
    for char in pattern:
        depth += (char == "(") - (char == ")")
        if char == "|" and not depth:
            pieces.append("")
        else:
            pieces[-1] += char
    return pieces


class Units:
    """The units in which a shop's properties can be asked for."""

    def __init__(self, specs: Mapping[str, Spec]) -> None:
        """Prepare.

        Args:
            specs: The shop's properties by id.
        """
        numbers = [spec for spec in specs.values() if spec.type == "number"]
        units = list(_KNOWN)
        self._measures: dict[str, Unit] = {}
        for spec in numbers:
            unit = _unit_of(spec, units)
            if unit is not None:
                self._measures[spec.id] = unit
                if unit not in units:
                    units.append(unit)
        for spec in numbers:
            counted = "|".join(sorted(map(re.escape, _counted(spec)), key=len, reverse=True))
            if not spec.unit and counted:
                unit = Unit(spec.id, counted, f"count {spec.id}", 1)
                self._measures[spec.id] = unit
                units.append(unit)
        self._units = units
        everything = _bounded(piece for unit in units for piece in _pieces(unit.pattern))
        self.pattern = re.compile(rf"{_NUMBER}\s*-?\s*(?P<unit>{everything})")
        chinese = [piece for unit in units for piece in _pieces(unit.pattern) if piece and not piece[0].isascii()]
        self._numeral = re.compile(
            rf"(?<![一二三四五六七八九十两几])([一二三四五六七八九两])(?=\s*(?:{'|'.join(chinese)}))"
        )
        self._written: dict[str, tuple[Unit, ...]] = {}

    def digits(self, text: str) -> str:
        """A text with single Chinese numerals before a unit as digits (两公斤, 三人)."""
        values = "一二三四五六七八九两"
        return self._numeral.sub(lambda match: "1234567892"[values.index(match.group(1))], text)

    def meant_by(self, written: str) -> tuple[Unit, ...]:
        """The units that a customer's spelling may mean."""
        if written not in self._written:
            self._written[written] = tuple(unit for unit in self._units if re.fullmatch(unit.pattern, written))
        return self._written[written]

    def factor(self, unit: Unit, spec: str) -> float | None:
        """How many of a property's own unit one of a customer's unit is, or None where it is something else."""
        own = self._measures.get(spec)
        if own is None or own.measure not in _INTO.get(unit.measure, (unit.measure,)):
            return None
        factor = unit.factor / own.factor
        return None if own.measure == "length" and factor > _FAR else factor

    def measure(self, spec: str) -> str:
        """What a property measures."""
        own = self._measures.get(spec)
        return own.measure if own else ""


def _unit_of(spec: Spec, units: Iterable[Unit]) -> Unit | None:
    written = unicodedata.normalize("NFKC", spec.unit).lower().strip()
    if not written:
        return None
    named = next((unit for unit in units if unit.name == written), None)
    known = named or next((unit for unit in units if re.fullmatch(unit.pattern, written)), None)
    return known or Unit(written, re.escape(written), written, 1)


def _counted(spec: Spec) -> set[str]:
    """What is counted, for a property without a unit: 人 of 几人, `devices` of "how many devices", `dpi`."""
    names = [name.lower() for name in (spec.names.zh, spec.names.en, *spec.aliases)]
    found = {match.group(1) for name in names for pattern in _COUNTED if (match := pattern.search(name))}
    found |= {other for word in found for other in _ONE.get(word, ())}
    found |= {word.removeprefix("个").removesuffix("位") for word in found}
    # 几台 counts anything.
    found -= {"", *cues()["quantity_units"]}
    own = spec.names.en.lower()
    return found | ({own} if own.isalpha() and own.isascii() else set())
