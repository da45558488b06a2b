"""A shop that sells no electronics: its units are those of its own properties."""

from __future__ import annotations

import pytest

from catalog.lexicon_data import LexiconData
from catalog.matcher import Matcher
from catalog.models import Category, Names, Spec
from catalog.spec_filters import SpecFilter
from catalog.spec_reader import conditions_in


def _spec(id: str, zh: str, en: str, unit: str = "", better: str = "", *aliases: str) -> Spec:
    return Spec(id, Names(zh, en), unit, "number", aliases, better)


SPECS = [
    _spec("weight", "重量", "weight", "kg", "lower"), _spec("width", "宽度", "width", "cm"),
    _spec("seats", "座位数", "seats", "", "higher", "几人位", "how many seats"),
    _spec("people", "适用人数", "sleeps", "", "higher", "几人", "how many people"),
    _spec("volume", "容量", "volume", "L", "higher"), _spec("brightness", "亮度", "brightness", "lm", "higher"),
    _spec("comfort", "舒适温度", "comfort temperature", "°C", "lower"),
    _spec("content", "净含量", "content", "ml", "higher"),
    _spec("spf", "防晒指数", "SPF", "", "higher"), _spec("diameter", "直径", "diameter", "cm"),
    _spec("density", "密度", "density", "g/m²", "higher"),
]  # fmt: skip
SHEETS = {
    "sofa": ("width", "seats", "weight"), "tent": ("people", "weight"), "bag": ("volume", "weight"),
    "lamp": ("brightness",), "sleeping_bag": ("comfort", "weight"), "cream": ("content", "spf"),
    "pan": ("diameter", "weight"), "towel": ("density",),
}  # fmt: skip


@pytest.fixture(scope="module")
def data() -> LexiconData:
    specs = {spec.id: spec for spec in SPECS}
    names = [(name, spec.id) for spec in SPECS for name in (spec.names.zh, spec.names.en, *spec.aliases)]
    return LexiconData(specs=specs, spec_matcher=Matcher(names))


@pytest.mark.parametrize(
    ("text", "kind", "condition"),
    [
        ("3公斤以下", "tent", ("weight", "max", 3.0)), ("under 2500 grams", "tent", ("weight", "max", 2.5)),
        ("不超过两公斤", "bag", ("weight", "max", 2.0)), ("1.5kg", "pan", ("weight", "max", 1.5)),
        ("至少40升", "bag", ("volume", "min", 40.0)), ("20l or more", "bag", ("volume", "min", 20.0)),
        ("120cm", "sofa", ("width", "eq", 120.0)), ("1.6米", "sofa", ("width", "eq", 160.0)),
        ("1500毫米", "sofa", ("width", "eq", 150.0)), ("10 inch", "pan", ("diameter", "eq", 25.4)),
        ("直径26厘米", "pan", ("diameter", "eq", 26.0)), ("800流明以上", "lamp", ("brightness", "min", 800.0)),
        ("for 4 people", "tent", ("people", "eq", 4.0)), ("五人用的", "tent", ("people", "eq", 5.0)),
        ("4人", "sofa", ("seats", "eq", 4.0)), ("零下5度", "sleeping_bag", ("comfort", "max", -5.0)),
        ("-5°C", "sleeping_bag", ("comfort", "max", -5.0)), ("30毫升以上", "cream", ("content", "min", 30.0)),
        ("0.1L", "cream", ("content", "min", 100.0)), ("spf30", "cream", ("spf", "min", 30.0)),
        ("500 g/m² or more", "towel", ("density", "min", 500.0)), ("3米", "lamp", None), ("100hz", "tent", None),
    ],
)  # fmt: skip
def test_units(data: LexiconData, text: str, kind: str, condition: tuple[str, str, float] | None) -> None:
    category = Category(kind, Names(kind, kind), (), SHEETS[kind])
    expected = [SpecFilter(*condition)] if condition else []
    assert list(conditions_in(text, data, category).filters) == expected
