"""Brands, kinds, features and properties in customers' words."""

from __future__ import annotations

import pytest

from catalog.shop import Shop
from catalog.spec_filters import SpecFilter


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("苹果", "apple"), ("Apple", "apple"), ("huawei", "huawei"), ("hua wei", "huawei"), ("華為", "huawei"),
        ("sansung", "samsung"), ("索泥", "sony"), ("xiaomi", "xiaomi"), ("HUAWEI ", "huawei"), ("平果", "apple"),
    ],
)  # fmt: skip
def test_brand(shop: Shop, text: str, brand: str) -> None:
    found = shop.lexicon.brand(text)
    assert found is not None and found.id == brand


@pytest.mark.parametrize("text", ["诺基亚", "nothing under 3000", "空调", ""])
def test_no_brand(shop: Shop, text: str) -> None:
    assert shop.lexicon.brands_in(text) == ()


@pytest.mark.parametrize(
    ("text", "category", "tags"),
    [
        ("降噪耳机", "headphones", {"noise_cancelling"}),
        ("gaming laptop", "laptop", {"gaming"}),
        ("jiangzao erji", "headphones", {"noise_cancelling"}),
        ("jiangzaoerji", "headphones", {"noise_cancelling"}),
        ("手提電腦", "laptop", set()),
        ("游戏机", "game_console", set()),
        ("saodi jiqiren", "robot_vacuum", set()),
        ("robot vacuum with mopping", "robot_vacuum", {"mopping"}),
        ("漂亮的手机", "smartphone", set()),
    ],
)
def test_category(shop: Shop, text: str, category: str, tags: set[str]) -> None:
    match = shop.lexicon.category(text)
    assert match is not None and match.category.id == category
    assert set(match.tags) == tags


def test_what_is_not_wanted_is_no_condition(shop: Shop) -> None:
    assert shop.lexicon.tags_in("不要降噪的耳机") == ()
    assert shop.lexicon.brands_in("不要苹果的手机") == ()


@pytest.mark.parametrize(
    ("text", "category", "spec"),
    [
        ("电池多大", "smartphone", "battery_capacity"), ("电池多大", "laptop", "battery_energy"),
        ("how heavy", None, "weight"), ("重量", None, "weight"), ("refresh rate", None, "refresh_rate"),
        ("刷新律", None, "refresh_rate"), ("does it support Wi-Fi 7", "router", "wifi"),
        ("size", "television", "screen_size"),
        ("pingmu chicun", None, "screen_size"), ("batery life", "headphones", "battery_life"),
    ],
)  # fmt: skip
def test_spec(shop: Shop, text: str, category: str | None, spec: str) -> None:
    found = shop.lexicon.spec(text, category)
    assert found is not None and found.id == spec


@pytest.mark.parametrize("text", ["多厚", "how thick is it"])
def test_a_property_of_the_same_meaning_only(shop: Shop, text: str) -> None:
    found = shop.lexicon.spec(text, "smartphone")
    assert found is not None and found.id == "dimensions"


def test_no_spec(shop: Shop) -> None:
    assert shop.lexicon.spec("hello") is None


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("内存16G以上的笔记本", {SpecFilter("memory", "min", 16.0)}),
        ("a monitor at least 120 Hz", {SpecFilter("refresh_rate", "min", 120.0)}),
        ("8GB+256GB", {SpecFilter("memory", "eq", 8.0), SpecFilter("storage", "eq", 256.0)}),
        ("6.7英寸的手机", {SpecFilter("screen_size", "eq", 6.7)}),
        ("轻于1.5公斤的笔记本", {SpecFilter("weight", "max", 1500.0)}),
        ("1TB的笔记本", {SpecFilter("storage", "eq", 1024.0)}),
        ("一万毫安的充电宝", {SpecFilter("battery_capacity", "min", 10000.0)}),
        ("三千以下的手机", set()),
    ],
)
def test_spec_filters(shop: Shop, text: str, conditions: set[SpecFilter]) -> None:
    assert set(shop.lexicon.spec_filters_in(text)) == conditions


def test_lists_and_labels(shop: Shop) -> None:
    assert len(shop.lexicon.brands) >= 60
    assert {category.id for category in shop.lexicon.categories} >= {"smartphone", "laptop", "headphones"}
    assert shop.lexicon.label("brand", "apple", "zh") == "苹果"
    assert shop.lexicon.label("spec", "weight", "en").lower() == "weight"
    assert shop.lexicon.label("tag", "no_such", "en") == "no_such"


def test_terms(shop: Shop) -> None:
    for text in ("刷新率", "refresh rate", "什么是刷新率", "refresh rte"):
        term = shop.terms.find(text)
        assert term is not None and term.id == "refresh_rate"
    assert shop.terms.find("qwertz") is None
    assert len(shop.terms.near("rate", 3)) <= 3
    assert len(shop.terms.all()) > 100
