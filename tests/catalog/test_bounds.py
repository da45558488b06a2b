"""At least, at most and about, in prices and in properties."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.prices import prices_in
from catalog.search import SearchQuery
from catalog.shop import Shop
from catalog.spec_filters import SpecFilter


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("价格不超过4500的平板", None, 4500), ("不低于4500的平板", 4500, None), ("别超过两千", None, 2000),
        ("tablets no less than 900", 900, None), ("tablets less than 900", None, 900),
        ("not over 1500 yuan", None, 1500), ("no more than 1500", None, 1500), ("nothing above 700", None, 700),
        ("not less than 700", 700, None), ("more than 700", 700, None), ("4000元左右", 3200, 4800),
        ("大约4000", 3200, 4800), ("around 4000 yuan", 3200, 4800), ("四五千的电视", 4000, 5000),
        ("两三百块的鼠标", 200, 300), ("七百多块", 700, 800), ("2000出头", 2000, 3000), ("百元以内", None, 100),
        ("千元以下", None, 1000), ("万元以上", 10000, None), ("一万二以内", None, 12000), ("1.2w以内", None, 12000),
        ("3-4千", 3000, 4000), ("1500到2500", 1500, 2500), ("between 300 and 500", 300, 500),
        ("超过1000不超过2000", 1000, 2000), ("under two thousand", None, 2000), ("K70", None, None),
        ("honor 200 plus", None, None), ("xx pro max 512", None, None), ("5000", None, None),
        ("9" * 40 + "以下", None, None), ("below " + "9" * 350, None, None),
    ],
)  # fmt: skip
def test_prices(text: str, low: int | None, high: int | None) -> None:
    found = prices_in(text)
    expected = tuple(Decimal(number) if number is not None else None for number in (low, high))
    assert (found.low, found.high) == expected


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("重量不超过1.2公斤的笔记本", [SpecFilter("weight", "max", 1200.0)]),
        ("重量不低于1.2公斤的笔记本", [SpecFilter("weight", "min", 1200.0)]),
        ("monitor no less than 144 hz", [SpecFilter("refresh_rate", "min", 144.0)]),
        ("headphones not over 250 grams", [SpecFilter("weight", "max", 250.0)]),
        ("65W以上的充电宝", [SpecFilter("charging_power", "min", 65.0)]),
        ("亮度400以上的显示器", [SpecFilter("brightness", "min", 400.0)]),
        ("dpi25000以上的鼠标", [SpecFilter("dpi", "min", 25000.0)]),
        ("像素3000万以上的相机", [SpecFilter("pixels", "min", 30.0)]),
        ("内存12G的手机", [SpecFilter("memory", "eq", 12.0)]),
        ("4G内存的手机", [SpecFilter("memory", "eq", 4.0)]),
        ("12+512的手机", [SpecFilter("memory", "eq", 12.0), SpecFilter("storage", "eq", 512.0)]),
        ("13到14寸的笔记本", [SpecFilter("screen_size", "min", 13.0), SpecFilter("screen_size", "max", 14.0)]),
        ("续航10天的手环", [SpecFilter("battery_life", "min", 240.0)]),
        ("5G的手机", []), ("2.4G的鼠标", []), ("1.5w以内的笔记本", []), ("big screen phone under 3000", []),
        ("phone with a good battery under 2000", []), ("7天无理由的手环", []), ("9" * 40 + "g", []),
        ("可换轴的键盘", [SpecFilter("hot_swap", "eq", None, "yes")]),
        ("热插拔键盘", [SpecFilter("hot_swap", "eq", None, "yes")]),
        ("没有NFC的手表", [SpecFilter("nfc", "eq", None, "no")]),
        ("有没有NFC的手表", [SpecFilter("nfc", "eq", None, "yes")]),
    ],
)  # fmt: skip
def test_properties(shop: Shop, text: str, conditions: list[SpecFilter]) -> None:
    assert list(shop.lexicon.spec_filters_in(text)) == conditions


@pytest.mark.parametrize("text", ["亮度400以上的显示器", "65W以上的充电宝", "dpi25000以上的鼠标", "144hz以上的显示器"])
def test_a_propertys_number_is_no_price(shop: Shop, text: str) -> None:
    found = prices_in(shop.lexicon.conditions_in(text).rest)
    assert (found.low, found.high) == (None, None)


def test_huge_prices_are_searched_for_like_others(shop: Shop) -> None:
    for price in (Decimal("9" * 27), Decimal("9" * 350), Decimal("NaN"), Decimal("Infinity")):
        assert shop.search.search(SearchQuery(category="mouse", price_max=price)).products
    assert shop.search.search(SearchQuery(text="鼠标 " + "9" * 350 + "以下")).products
    assert shop.search.search(SearchQuery(category="mouse", price_min=Decimal("9" * 27))).reason == "relaxed"
