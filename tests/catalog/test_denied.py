"""What customers do not want is not shown, and what only sounds like a kind is none."""

from __future__ import annotations

import pytest

from catalog.search import SearchQuery
from catalog.shop import Shop


@pytest.mark.parametrize(
    ("text", "category", "brands", "tags"),
    [
        ("不要三星的显示器", "monitor", {"samsung"}, set()), ("除了索尼的耳机", "headphones", {"sony"}, set()),
        ("monitor not samsung", "monitor", {"samsung"}, set()),
        ("headphones without sony", "headphones", {"sony"}, set()),
        ("I don't want Sony headphones", "headphones", {"sony"}, set()),
        ("手机不要折叠屏", "smartphone", set(), {"foldable"}),
        ("不要索尼和苹果的耳机", "headphones", {"sony", "apple"}, set()),
        ("小米以外的手环", "smartwatch", {"xiaomi"}, set()),
        ("earbuds other than Apple or Samsung", "headphones", {"apple", "samsung"}, set()),
    ],
)  # fmt: skip
def test_what_is_denied_is_left_out(shop: Shop, text: str, category: str, brands: set[str], tags: set[str]) -> None:
    result = shop.search.search(SearchQuery(text=text, limit=50))
    assert result.products and result.reason == ""
    for product in result.products:
        assert product.category.id == category
        assert product.brand.id not in brands and not tags & set(product.tags)


def test_a_brand_of_an_earlier_question_is_left_out_once_denied(shop: Shop) -> None:
    result = shop.search.search(SearchQuery(text="不要苹果的", brands=("apple",), category="tablet"))
    assert result.products and {product.brand.id for product in result.products}.isdisjoint({"apple"})


@pytest.mark.parametrize(
    ("text", "brands"),
    [("有没有苹果的手机", ("apple",)), ("piano apple", ("apple",)), ("不要太贵的苹果手机", ("apple",)),
     ("苹果手机 不要太贵", ("apple",))],
)  # fmt: skip
def test_a_no_to_something_else(shop: Shop, text: str, brands: tuple[str, ...]) -> None:
    assert shop.lexicon.brands_in(text) == brands and shop.lexicon.denied_in(text)[0] == ()


@pytest.mark.parametrize(
    "text",
    [
        "平板壳",
        "手机贴膜",
        "键盘膜",
        "键盘包",
        "耳机套",
        "相机包",
        "鼠标垫",
        "tablet case",
        "camera bag",
        "phone cover",
    ],
)
def test_what_the_shop_does_not_sell_is_not_found(shop: Shop, text: str) -> None:
    assert shop.lexicon.category(text) is None
    assert shop.search.search(SearchQuery(text=text)).reason in ("nothing", "relaxed")


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("手机包邮吗", "smartphone"), ("能打电话的手表", "smartwatch"), ("手表能打电话吗", "smartwatch"),
        ("充电宝能给平板充电", "power_bank"), ("给手机用的充电宝", "power_bank"), ("a mouse for my laptop", "mouse"),
        ("for my laptop I need a mouse", "mouse"), ("watch case size", "smartwatch"), ("给手机", "smartphone"),
        ("不要平板要笔记本", "laptop"),
    ],
)  # fmt: skip
def test_the_kind_that_is_looked_for(shop: Shop, text: str, category: str) -> None:
    found = shop.lexicon.category_in(text)
    assert found is not None and found.category.id == category


def test_a_longer_property_is_no_feature(shop: Shop) -> None:
    assert shop.lexicon.tags_in("无线充电的手机") == ()
    assert shop.lexicon.tags_in("无线的耳机") == ("wireless",)
