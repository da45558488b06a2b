"""A task that is started in the middle of another one begins afresh."""

from __future__ import annotations

from itertools import permutations

import pytest

from catalog.shop import Shop
from tests.actions.test_order_tasks import ADDRESS, BUY, CANCEL, CHANGE, DEMO, INVOICE, REFUND

TASKS = {
    "cancel_order": ("取消订单", CANCEL),
    "change_order": ("修改订单", CHANGE),
    "get_refund": ("我要退款", REFUND),
    "get_invoice": ("开发票", INVOICE),
    "set_up_shipping_address": ("添加收货地址", ADDRESS),
    "place_order": ("下单买[小米14](product)", BUY),
}
#: An address wished for while buying is that of the purchase.
PAIRS = [pair for pair in permutations(TASKS, 2) if pair != ("place_order", "set_up_shipping_address")]


@pytest.fixture
def shop(changeable_shop: Shop) -> Shop:
    """Each test changes a shop of its own."""
    return changeable_shop


def start(talk, shop: Shop, intent: str, *, with_order: bool):
    text, (form, submit) = TASKS[intent]
    turn = talk("zh", DEMO)
    action = {"cancel_order": "cancel", "change_order": "change_quantity"}.get(intent, "request_invoice")
    if with_order and intent in ("cancel_order", "change_order", "get_refund", "get_invoice"):
        number = next(o.number for o in shop.orders.list_for(DEMO, action) if o.state == "paid")
        text = f"{text}[{number}](order_number)"
    turn.task(intent, text, form, submit)
    if with_order and intent == "change_order":
        turn.answer("inform", "修改数量")
    return turn


@pytest.mark.parametrize("with_order", [False, True], ids=["at its first question", "further on"])
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_nothing_of_the_first_task_is_left(talk, shop: Shop, first: str, second: str, with_order: bool) -> None:
    turn = start(talk, shop, first, with_order=with_order)
    before = [(order.number, order.state, order.total) for order in shop.orders.list_for(DEMO, limit=100)]
    text, (form, submit) = TASKS[second]
    turn.switch(second, text, form, submit)
    assert turn.form == form and turn.slots["task"] == form
    alone = talk("zh", DEMO).task(second, text, form, submit)
    assert turn.said == alone.said
    kept = {name: value for name, value in turn.slots.items() if name != "task_request"}
    assert {k: v for k, v in kept.items() if v} == {
        k: v for k, v in alone.slots.items() if v and k != "task_request"
    } | {k: v for k, v in kept.items() if v and k in ("shown_orders", "focus_product")}
    if turn.slots["requested_slot"] != "confirmation":
        turn.answer("affirm", "确认")
        assert [(o.number, o.state, o.total) for o in shop.orders.list_for(DEMO, limit=100)] == before


def test_a_yes_counts_only_where_it_was_asked_for(talk, shop: Shop) -> None:
    number = shop.orders.list_for(DEMO, "cancel")[0].number
    turn = talk("zh", DEMO).task("cancel_order", f"取消[{number}](order_number)", *CANCEL)
    turn.slots["told_sums"] = None  # as after a question that broke off
    turn.answer("affirm", "确认")
    assert turn.slots["requested_slot"] == "confirmation" and number in turn.said
    assert shop.orders.get(DEMO, number).state != "cancelled"
    assert turn.answer("affirm", "确认").responses[0].startswith("utter_order_cancelled")


def test_left_over_slots_do_not_start_a_task_half_way(talk, shop: Shop) -> None:
    turn = talk("zh", DEMO)
    turn.slots |= {"task": CANCEL[0], "requested_slot": "confirmation", "order_number": "SO1", "told_sums": {}}
    turn.task("cancel_order", "取消订单", *CANCEL)
    assert turn.slots["requested_slot"] == "order_number" and turn.slots["order_number"] is None
