"""Lists that go on, get dearer or have a colour."""

from __future__ import annotations

import pytest

from catalog.shop import Shop


def test_more_never_repeats_a_product(talk) -> None:
    turn = talk("zh").ask("recommend_product", "推荐拍照好的[手机](category)")
    first = turn.slots["shown_products"]
    turn.ask("compare_products", "第二个和第三个哪个好")
    turn.ask("search_product", "还有别的吗")
    assert turn.responses[0] == "utter_more_results"
    assert not set(first) & set(turn.slots["shown_products"])


def test_what_is_left_is_counted(talk, shop: Shop) -> None:
    turn = talk("zh").ask("search_product", "[华为](brand)[手机](category)")
    seen = list(turn.slots["shown_products"])
    for _ in range(20):
        if "utter_search_more" not in turn.responses:
            break
        left = int(next(word for word in turn.said.split() if word.isdecimal() and "还有" in turn.said))
        turn.ask("search_product", "还有别的吗")
        assert len(turn.slots["shown_products"]) == min(5, left)
        seen += turn.slots["shown_products"]
    assert len(seen) == len(set(seen))
    assert turn.ask("search_product", "还有别的吗").responses == ["utter_no_more"]


def test_a_list_of_near_products_goes_on(talk) -> None:
    turn = talk("en").ask("search_product", "[laptops](category) under [100 yuan](price:max)")
    assert turn.responses[0] == "utter_search_near"
    first = turn.slots["shown_products"]
    turn.ask("search_product", "show me more")
    assert turn.responses[0] == "utter_more_results"
    assert not set(first) & set(turn.slots["shown_products"])


def test_dearer_leaves_out_the_product_itself(talk, shop: Shop) -> None:
    turn = talk("zh").ask("search_product", "有什么[手机](category)").ask("ask_price", "第一个多少钱")
    product = shop.products.get(turn.slots["focus_product"])
    turn.ask("search_product", "贵一点的")
    assert product.sku not in turn.slots["shown_products"]
    assert all(p.price > product.price for p in shop.products.get_many(turn.slots["shown_products"]))


def test_colours_narrow_a_list(talk, shop: Shop) -> None:
    turn = talk("zh").ask("search_product", "有什么[手机](category)").ask("search_product", "有白色的吗")
    products = shop.products.get_many(turn.slots["shown_products"])
    assert "白色" in turn.said and len(products) == 5
    assert all("白" in p.spec("colors").text or "white" in p.spec("colors").text.lower() for p in products)


def test_a_new_recommendation_starts_from_the_top(talk) -> None:
    turn = talk("zh").ask("recommend_product", "推荐一款[手机](category)")
    first = turn.slots["shown_products"]
    assert turn.ask("recommend_product", "哪个好").slots["shown_products"] == first


@pytest.mark.parametrize("text", ["不要[苹果](brand)的[平板](category)", "除了[苹果](brand)的[平板](category)都行"])
def test_a_brand_that_is_not_wanted_is_left_out_here_and_later(talk, shop: Shop, text: str) -> None:
    turn = talk("zh").ask("search_product", text)
    assert "苹果" in turn.said  # it is said what was understood
    for _ in range(2):
        brands = {product.brand.id for product in shop.products.get_many(turn.slots["shown_products"])}
        assert brands and "apple" not in brands
        turn.ask("search_product", "还有别的吗")


def test_a_brand_can_be_refused_and_wanted_afterwards(talk, shop: Shop) -> None:
    turn = (
        talk("zh").ask("search_product", "[苹果](brand)[平板](category)").ask("search_product", "不要[苹果](brand)的")
    )
    brands = {product.brand.id for product in shop.products.get_many(turn.slots["shown_products"])}
    assert brands and "apple" not in brands
    turn.ask("search_product", "还是看看[苹果](brand)的")
    assert {product.brand.id for product in shop.products.get_many(turn.slots["shown_products"])} == {"apple"}
