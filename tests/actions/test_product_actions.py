"""Finding, recommending, asking about and comparing products."""

from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.shop import Shop


def test_search_shows_only_what_fits(talk, shop: Shop) -> None:
    turn = talk("zh").ask("search_product", "有没有[三千](price:max)以下的[降噪耳机](category)")
    assert turn.responses[0] == "utter_search_results"
    products = shop.products.get_many(turn.slots["shown_products"])
    assert len(products) == 5
    for product in products:
        assert product.category.id == "headphones"
        assert "noise_cancelling" in product.tags
        assert product.price <= Decimal(3000)
        assert product.names.zh in turn.said


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("en", "laptops between [5000](price:min) and [8000 yuan](price:max)", 5000, 8000),
        ("en", "[phones](category) under [$500](price:max)", 0, 3550),
        ("zh", "[两三千](price)的[手机](category)", 2000, 3000),
        ("zh", "[4000](price)左右的[手机](category)", 3200, 4800),
        ("zh", "[一万](price:min)以上的[笔记本](category)", 10000, 10**9),
    ],
)
def test_price_limits_hold(talk, shop: Shop, language: str, text: str, low: int, high: int) -> None:
    turn = talk(language).ask("search_product", text)
    products = shop.products.get_many(turn.slots["shown_products"])
    assert products
    assert all(low <= product.price <= high for product in products)


def test_nothing_fits_says_what_was_given_up(talk) -> None:
    turn = talk("zh").ask("search_product", "[100元](price:max)以内的[笔记本](category)")
    assert turn.responses[0] == "utter_search_near"
    assert "价格" in turn.said


def test_follow_ups(talk, shop: Shop) -> None:
    turn = talk("zh").ask("search_product", "有没有[三千](price:max)以下的[降噪耳机](category)")
    second = shop.products.get(turn.slots["shown_products"][1])
    assert second is not None
    first_list = list(turn.slots["shown_products"])
    assert second.names.zh in turn.ask("ask_price", "第二个多少钱").said
    assert second.names.zh in turn.ask("ask_availability", "它有货吗").said
    turn.ask("search_product", "便宜一点的呢")
    assert all(p.price < second.price for p in shop.products.get_many(turn.slots["shown_products"]))
    cheaper = list(turn.slots["shown_products"])
    turn.ask("search_product", "还有别的吗")
    assert not set(turn.slots["shown_products"]) & set(cheaper)
    assert first_list != turn.slots["shown_products"]


def test_compare_with_the_first_one(talk, shop: Shop) -> None:
    turn = talk("en").ask("search_product", "[noise cancelling headphones](category)")
    first = shop.products.get(turn.slots["shown_products"][0])
    turn.ask("ask_price", "how much is the third one")
    third = shop.products.get(turn.slots["focus_product"])
    turn.ask("compare_products", "compare it with the first one")
    assert turn.responses == ["utter_comparison"]
    assert first is not None and third is not None
    assert first.names.en in turn.said and third.names.en in turn.said


def test_compare_two_brands(talk) -> None:
    turn = talk("zh").ask("compare_products", "[华为](brand)和[小米](brand)的[手机](category)哪个好")
    assert turn.responses == ["utter_comparison"]
    assert "华为" in turn.said and "小米" in turn.said


@pytest.mark.parametrize("name", ["iPhone 27 Ultra", "Sony WH-1000XM9", "诺基亚3310", "三星 Galaxy S99"])
@pytest.mark.parametrize("intent", ["ask_price", "ask_availability", "ask_product_details"])
def test_unknown_product_is_never_answered_with_another(talk, name: str, intent: str) -> None:
    turn = talk("zh").ask(intent, f"[{name}](product)怎么样")
    assert turn.responses[0] in ("utter_product_near", "utter_product_unknown")
    assert name in turn.said


def test_one_attribute_with_its_unit(talk) -> None:
    assert "4610 mAh" in talk("zh").ask("ask_product_details", "[小米14](product)的[电池容量](attribute)").said
    assert "193 g" in talk("en").ask("ask_product_details", "how [heavy](attribute) is the [xiaomi 14](product)").said


def test_unknown_attribute_is_admitted(talk) -> None:
    turn = talk("en").ask("ask_product_details", "what is the [suction](attribute) of the [xiaomi 14](product)")
    assert turn.responses == ["utter_spec_unknown"]


def test_whole_sheet(talk) -> None:
    turn = talk("zh").ask("ask_product_details", "[小米14](product)的参数")
    assert turn.responses == ["utter_product_sheet"]
    assert turn.said.count("·") >= 8


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("zh", "什么是[主动降噪](term)", "麦克风"),
        ("en", "what does [refresh rate](term) mean", "hertz"),
        ("en", "[wifi7](term)?", "Wi-Fi 7"),
    ],
)
def test_terms(talk, language: str, text: str, words: str) -> None:
    turn = talk(language).ask("explain_term", text)
    assert turn.responses == ["utter_term"]
    assert words in turn.said


def test_unknown_term_is_admitted(talk) -> None:
    turn = talk("zh").ask("explain_term", "什么是[量子波动阅读](term)")
    assert turn.responses[0] in ("utter_term_unknown", "utter_term_near")


def test_recommendation_is_in_stock_and_popular(talk, shop: Shop) -> None:
    turn = talk("zh").ask("recommend_product", "推荐个[手机](category)")
    products = shop.products.get_many(turn.slots["shown_products"])
    assert all(product.stock > 0 for product in products)
    assert [p.popularity for p in products] == sorted((p.popularity for p in products), reverse=True)


def test_warranty_and_promotions(talk) -> None:
    assert "12" in talk("en").ask("check_warranty", "how long is the warranty of the [xiaomi 14](product)").said
    assert talk("en").ask("check_warranty", "what does your warranty cover").responses == ["utter_warranty_policy"]
    assert talk("zh").ask("ask_promotion", "有什么优惠").responses == ["utter_promotions"]


@pytest.mark.parametrize("text", ["'; DROP TABLE products; --", "%", "_" * 50, "😀😀", "a" * 2000, "\\", "[x]"])
def test_strange_texts_get_a_sane_answer(talk, text: str) -> None:
    turn = talk("en")
    turn.message = {
        "text": text,
        "intent": {"name": "search_product"},
        "entities": [],
        "metadata": {},
        "message_id": "1",
    }
    turn.run("action_search_product")
    assert turn.responses
    assert "utter_internal_error" not in turn.responses


def test_broken_database_costs_an_apology(talk, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from catalog.errors import CatalogUnavailable

    def fail(*_: object, **__: object) -> None:
        raise CatalogUnavailable

    monkeypatch.setattr(type(shop.search), "find", fail)
    assert talk("zh").ask("ask_price", "[小米14](product)多少钱").responses == ["utter_shop_unavailable"]
