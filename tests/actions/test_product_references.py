"""Which product a question is about: never another one than was named."""

from __future__ import annotations

import json

import pytest

from catalog.shop import Shop


@pytest.fixture
def iphone(talk):
    """A conversation that speaks of the iPhone 15."""
    return lambda language="zh": talk(language).ask("ask_price", "[iPhone 15](product)多少钱")


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("ask_availability", "[电视](category)有货吗"),
        ("ask_price", "[华为](brand)[手机](category)多少钱"),
        ("ask_price", "[笔记本电脑](category)多少钱"),
        ("check_warranty", "[索尼](brand)保修多久"),
        ("ask_product_details", "what is the cheapest [phone](category)"),
        ("ask_product_details", "[耳机](category)[续航多久](attribute)"),
    ],
)
def test_the_product_spoken_of_does_not_answer_for_another_brand_or_kind(iphone, intent: str, text: str) -> None:
    turn = iphone().ask(intent, text)
    assert "iPhone 15 " not in turn.said and "iPhone 15：" not in turn.said.split("\n")[0]
    assert turn.responses[0] in ("utter_search_results", "utter_which_of_these", "utter_warranty_policy")


@pytest.mark.parametrize("text", ["它保修多久", "保修多久", "这款[手机](category)保修多久", "[苹果](brand)保修多久"])
def test_it_still_answers_for_itself(iphone, text: str) -> None:
    turn = iphone().ask("check_warranty", text)
    assert turn.responses == ["utter_warranty_of_product"] and "iPhone 15" in turn.said


@pytest.mark.parametrize("text", ["第八个多少钱", "how much is the [9th](product) one", "倒数第九个多少钱"])
def test_a_position_beyond_the_list_is_told(talk, text: str) -> None:
    turn = talk("zh").ask("search_product", "有什么[手机](category)").ask("ask_price", text)
    assert turn.responses == ["utter_list_is_shorter"] and "5" in turn.said


def test_positions_from_the_end(talk, shop: Shop) -> None:
    turn = talk("zh").ask("search_product", "有什么[手机](category)")
    shown = turn.slots["shown_products"]
    turn.ask("ask_price", "倒数第二个多少钱")
    assert turn.slots["focus_product"] == shown[-2]


def test_a_digit_alone_is_a_position(talk) -> None:
    turn = talk("zh").ask("search_product", "有什么[手机](category)")
    shown = turn.slots["shown_products"]
    assert turn.ask("inform", "3").slots["focus_product"] == shown[2]
    assert turn.ask("inform", "42").responses == ["utter_inform_unclear"]


@pytest.mark.parametrize(
    "text", ["[iPhone 15](product)和[诺基亚3310](product)哪个好", "compare [iPhone 15](product) with [Foo 99](product)"]
)
def test_a_comparison_with_an_unknown_name_compares_nothing_else(talk, text: str) -> None:
    turn = talk("zh").ask("ask_price", "[小米14](product)多少钱").ask("compare_products", text)
    assert "utter_comparison" not in turn.responses
    assert turn.responses[-1] == "utter_ask_compare_with" and "小米14" not in turn.said


@pytest.mark.parametrize("name", ["MacBook", "iPhone", "ThinkPad"])
@pytest.mark.parametrize("intent", ["ask_price", "ask_product_details", "check_warranty", "ask_availability"])
def test_a_line_of_models_is_asked_about(talk, name: str, intent: str) -> None:
    turn = talk("zh").ask(intent, f"[{name}](product)怎么样")
    assert turn.responses == ["utter_which_of_these"]
    assert len(turn.buttons) >= 2
    assert all(name in button["title"] and button["payload"].startswith(f"/{intent}{{") for button in turn.buttons)


def test_buttons_repeat_the_whole_question(talk) -> None:
    turn = talk("zh").ask("ask_product_details", "[MacBook](product)的[重量](attribute)")
    payload = turn.buttons[0]["payload"].removeprefix("/ask_product_details")
    assert json.loads(payload)["attribute"] == "重量"
    listed = talk("zh").ask("ask_price", "[华为](brand)[手机](category)多少钱")
    assert all(button["payload"].startswith("/ask_price{") for button in listed.buttons)


@pytest.mark.parametrize("intent", ["ask_price", "ask_availability", "check_warranty", "compare_products"])
@pytest.mark.parametrize("name", ["Sony WH-1000XM9", "小米手机15", "Dyson V15", "诺基亚3310", "一加 99"])
def test_near_products_share_brand_or_kind(talk, shop: Shop, intent: str, name: str) -> None:
    turn = talk("zh").ask(intent, f"[{name}](product)")
    assert turn.responses[0] in ("utter_product_near", "utter_product_unknown")
    near = shop.products.get_many(turn.slots.get("shown_products") or [])
    brands = set(shop.lexicon.brands_in(name))
    assert all(not brands or product.brand.id in brands for product in near)
    assert brands or not near


def test_a_purchase_of_an_unknown_product_offers_near_ones(talk) -> None:
    turn = talk("zh", "C1001").task(
        "place_order", "买[Sony WH-1000XM9](product)", "place_order_form", "action_place_order"
    )
    assert turn.responses == ["utter_product_near"]
    assert all(button["payload"].startswith("/place_order{") for button in turn.buttons)


def test_a_name_that_was_not_marked_counts_before_the_product_spoken_of(iphone) -> None:
    turn = iphone().ask("ask_price", "小米14")
    assert "小米14" in turn.said and "iPhone" not in turn.said


@pytest.mark.parametrize(
    ("intent", "text", "response"),
    [
        ("ask_availability", "有白色的吗", "utter_colour"),
        ("ask_availability", "没有白色的吗", "utter_colour"),
        ("ask_availability", "do you have it in purple", "utter_no_colour"),
    ],
)
def test_colours_of_the_product_spoken_of(talk, intent: str, text: str, response: str) -> None:
    turn = talk("zh").ask("ask_price", "[小米14](product)多少钱").ask(intent, text)
    assert turn.responses == [response]


def test_a_comparison_is_asked_further(talk) -> None:
    turn = talk("en").ask("compare_products", "[iPhone 15](product) or [Xiaomi 14](product)")
    turn.ask("compare_products", "which one is lighter")
    assert "weight" in turn.said and "Price" not in turn.said and "iPhone 15 is better" in turn.said
    turn.ask("ask_price", "价格差多少")
    assert turn.responses == ["utter_comparison"] and "¥900 cheaper" in turn.said


def test_rules_are_told_where_they_are_asked_for(iphone) -> None:
    assert iphone().ask("check_warranty", "保修政策是什么").responses == ["utter_warranty_policy"]


def test_it_means_nothing_after_a_choice_was_offered(iphone) -> None:
    turn = iphone().ask("ask_price", "[笔记本电脑](category)多少钱")
    assert turn.ask("ask_price", "多少钱").responses == ["utter_ask_which_product"]
