"""Names that fit, names with more beside them, and names of what the shop does not have."""

from __future__ import annotations

import pytest

from catalog.search import SearchQuery
from catalog.shop import Shop


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("iphone 16 512gb", "PH-IP16"), ("iPhone 16 Pro 1TB", "PH-IP16P"), ("苹果16 256G", "PH-IP16"),
        ("小米14 12+256", "PH-MI14"), ("mate60 pro 1t", "PH-MATE60P"), ("iphone 15 pro max 512", "PH-IP15PM"),
        ("iphone 15 128", "PH-IP15"),
        ("iphone 15 pro max 1万以内", "PH-IP15PM"), ("iphone 15 pro max under 20000", "PH-IP15PM"),
        ("华为mate60 12g+512g", "PH-MATE60"),
        ("xbox series x", "GC-XSX"), ("what's the xbox series s", "GC-XSS"),
    ],
)  # fmt: skip
def test_a_model_with_its_memory_comes_first(shop: Shop, text: str, sku: str) -> None:
    result = shop.search.search(SearchQuery(text=text))
    assert result.products[0].sku == sku and result.reason == ""
    assert shop.search.find(text)[0].product.sku == sku


@pytest.mark.parametrize(
    ("text", "sku"),
    [("华为热卖的那个Mate60", "PH-MATE60"), ("小米家的BE7000路由器到底咋样", "RT-MI-BE7000"),
     ("要是石头P20 Pro卖完就算了", "RV-RR-P20PRO"), ("dell laptop maybe the xps 16 one", "LT-XPS16-9640")],
)  # fmt: skip
def test_a_name_among_other_words_comes_first(shop: Shop, text: str, sku: str) -> None:
    assert shop.search.search(SearchQuery(text=text)).products[0].sku == sku


@pytest.mark.parametrize(
    ("text", "brand", "category"),
    [("三星手机S35", "samsung", "smartphone"), ("索尼耳机XM9", "sony", "headphones"),
     ("Pixel 12", "google", "smartphone")],
)  # fmt: skip
def test_near_ones_share_the_brand_or_the_kind(shop: Shop, text: str, brand: str, category: str) -> None:
    result = shop.search.search(SearchQuery(text=text))
    assert result.reason == "relaxed" and result.products
    assert all(product.brand.id == brand and product.category.id == category for product in result.products)


@pytest.mark.parametrize("text", ["诺基亚3310", "Dyson V15", "Blackberry 14"])
def test_a_number_alone_is_nothing_in_common(shop: Shop, text: str) -> None:
    result = shop.search.search(SearchQuery(text=text))
    assert result.products == () and result.reason == "nothing"


def test_one_feature_is_given_up_before_all(shop: Shop) -> None:
    query = SearchQuery(category="headphones", tags=("noise_cancelling", "over_ear", "handheld"), limit=20)
    result = shop.search.search(query)
    assert result.relaxed == ("tags",)
    assert all({"noise_cancelling", "over_ear"} <= set(product.tags) for product in result.products)


@pytest.mark.parametrize(
    "text", ["有线耳机", "12+256的手机", "支持无线充电的手机", "三四百的耳机", "电池5000以上的手机", "推荐3款手机"]
)
def test_nothing_is_said_to_be_given_up_where_all_is_met(shop: Shop, text: str) -> None:
    result = shop.search.search(SearchQuery(text=text))
    assert result.products and result.relaxed == ()


@pytest.mark.parametrize("text", ["iphonee 15", "买2台iphone 15"])
def test_a_slip_and_a_count_are_no_part_of_the_name(shop: Shop, text: str) -> None:
    result = shop.search.search(SearchQuery(text=text))
    assert result.products[0].sku == "PH-IP15" and result.relaxed == ()


def test_recommending_three_is_no_name_with_a_three(shop: Shop) -> None:
    search = shop.search.search
    assert search(SearchQuery(text="推荐3款手机")).products == search(SearchQuery(text="手机")).products
