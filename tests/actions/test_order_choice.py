"""Orders pointed at by position or by what is in them, in questions and in tasks."""

from __future__ import annotations

import pytest

from catalog.shop import Shop
from tests.actions.test_order_tasks import ALICE, CANCEL, DEMO


@pytest.fixture
def shop(changeable_shop: Shop) -> Shop:
    """Tasks change the shop."""
    return changeable_shop


@pytest.mark.parametrize(("intent", "text"), [("inform", "第一个"), ("track_order", "第一个呢"), ("inform", "1")])
def test_a_position_in_the_list_of_orders(talk, shop: Shop, intent: str, text: str) -> None:
    turn = talk("zh", DEMO).ask("track_order", "我的快递到哪了")
    shown = turn.slots["shown_orders"]
    turn.ask(intent, text)
    assert turn.responses[0] == "utter_order_status" and shown[0] in turn.said


def test_a_product_names_its_order(talk, shop: Shop) -> None:
    turn = talk("zh", DEMO).ask("track_order", "[小米14](product)到哪了")
    assert turn.responses[0] == "utter_order_status" and "小米14" in turn.said
    assert "utter_ask_which_order" not in turn.responses
    turn = talk("en", ALICE).ask("track_order", "where is my order")
    item = shop.orders.get(ALICE, turn.slots["shown_orders"][1]).items[0]
    turn.ask("inform", f"the [{item.names.en} one](product)")
    assert turn.responses[0] == "utter_order_status" and item.names.en in turn.said


@pytest.mark.parametrize("text", ["取消我的[石头](brand)[扫地机](category)订单", "取消[石头 P20 Pro](product)那单"])
def test_a_task_takes_the_order_that_holds_the_product(talk, shop: Shop, text: str) -> None:
    turn = talk("zh", DEMO).task("cancel_order", text, *CANCEL)
    assert turn.slots["requested_slot"] == "confirmation" and "石头 P20 Pro" in turn.said


def test_a_task_takes_a_position_of_the_list_shown_before(talk, shop: Shop) -> None:
    turn = talk("zh", DEMO).ask("check_cancellation_fee", "取消要钱吗")
    shown = turn.slots["shown_orders"]
    turn.task("cancel_order", "取消第二个", *CANCEL)
    assert turn.slots["order_number"] == shown[1]


@pytest.mark.parametrize("intent", ["deny", "inform", "track_order"])
def test_another_order_after_a_question(talk, shop: Shop, intent: str) -> None:
    action = {"deny": "action_deny", "inform": "action_inform"}.get(intent)
    turn = talk("zh", DEMO).ask("track_order", "我的快递到哪了")
    shown = turn.slots["shown_orders"]
    turn.ask("inform", "第一个")
    turn.ask(intent, "不对，是另一个订单", action)
    assert shown[0] not in turn.said and shown[1] in turn.said
    turn.ask("inform", "第一个")
    turn.ask("deny", f"不对，是[{shown[0]}](order_number)", "action_deny")
    assert turn.responses[0] == "utter_order_status" and shown[0] in turn.said


def test_products_are_the_topic_again_once_they_are_spoken_of(talk, shop: Shop) -> None:
    turn = talk("zh", DEMO).ask("track_order", "我的快递到哪了").ask("search_product", "有什么[手机](category)")
    assert turn.ask("inform", "第一个").responses == ["utter_product_sheet"]
    assert turn.ask("deny", "不用了", "action_deny").responses == ["utter_deny_idle"]
