"""What counts as an answer to a task's question, and what is another wish, a yes or a no."""

from __future__ import annotations

import pytest

from catalog.shop import Shop
from tests.actions.test_order_tasks import ADDRESS, ALICE, BUY, CANCEL, CHANGE, DEMO, INVOICE, REFUND


@pytest.fixture
def shop(changeable_shop: Shop) -> Shop:
    """Each test changes a shop of its own."""
    return changeable_shop


def paid(shop: Shop, customer: str = DEMO) -> str:
    return next(o.number for o in shop.orders.list_for(customer, limit=20) if o.state == "paid")


def unpaid(shop: Shop, customer: str = DEMO) -> str:
    return next(o.number for o in shop.orders.list_for(customer, limit=20) if o.state == "pending_payment")


def invoice(talk, shop: Shop):
    return talk("zh", DEMO).task("get_invoice", f"[{paid(shop)}](order_number)开发票", *INVOICE)


def refund(talk, shop: Shop):
    return talk("zh", DEMO).task("get_refund", f"退款[{paid(shop)}](order_number)", *REFUND)


def address(talk):
    return talk("zh", DEMO).task("set_up_shipping_address", "加个收货地址", *ADDRESS)


@pytest.mark.parametrize(("intent", "text"), [("deny", "不用了"), ("thank", "不要了，谢谢你"), ("inform", "不用")])
def test_a_no_ends_a_task_that_asks_for_words(talk, shop: Shop, intent: str, text: str) -> None:
    for turn in (invoice(talk, shop), refund(talk, shop), address(talk)):
        turn.answer(intent, text)
        assert turn.responses == ["utter_nothing_changed"] and turn.form is None


@pytest.mark.parametrize(("intent", "text"), [("affirm", "好的"), ("inform", "ok")])
def test_a_yes_is_no_title_no_reason_and_no_address(talk, shop: Shop, intent: str, text: str) -> None:
    for turn, slot in (
        (invoice(talk, shop), "invoice_title"),
        (refund(talk, shop), "refund_reason"),
        (address(talk), "address"),
    ):
        turn.answer(intent, text)
        assert turn.slots["requested_slot"] == slot and turn.slots[slot] is None


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("set_up_shipping_address", "添加收货地址"),
        ("cancel_order", "取消订单"),
        ("place_order", "下单买 iPhone 16"),
        ("search_product", "推荐一款手机"),
        ("contact_human_agent", "转人工"),
        ("goodbye", "再见"),
    ],
)
def test_other_wishes_are_left_to_their_rules(talk, shop: Shop, intent: str, text: str) -> None:
    change = talk("zh", DEMO).task("change_order", f"[{paid(shop)}](order_number)改地址", *CHANGE)
    assert change.slots["requested_slot"] == "change_value"
    turns = [change, invoice(talk, shop), refund(talk, shop)]
    if intent != "set_up_shipping_address":
        turns.append(address(talk))
    for turn in turns:
        assert turn.answer(intent, text).rejected


@pytest.mark.parametrize("intent", ["search_product", "edit_account", "out_of_scope", "inform"])
def test_a_company_is_a_title_whatever_it_is_taken_for(talk, shop: Shop, intent: str) -> None:
    turn = invoice(talk, shop).answer(intent, "北京查得快科技有限公司")
    assert turn.slots["invoice_title"] == "北京查得快科技有限公司"
    turn.answer("deny", "不对，是上海某某贸易有限公司")
    assert turn.slots["requested_slot"] == "confirmation"
    assert turn.slots["invoice_title"] == "上海某某贸易有限公司"


@pytest.mark.parametrize(
    ("intent", "text"), [("deny", "不想要了"), ("track_order", "一直没收到"), ("deny", "不喜欢这个颜色")]
)
def test_reasons_are_reasons(talk, shop: Shop, intent: str, text: str) -> None:
    assert refund(talk, shop).answer(intent, text).slots["refund_reason"] == text


@pytest.mark.parametrize("intent", ["change_shipping_address", "inform", "track_order"])
def test_an_address_is_one_by_its_parts(talk, shop: Shop, intent: str) -> None:
    turn = address(talk).answer(intent, "寄到上海市静安区南京西路1266号")
    assert turn.slots["address"] == "上海市静安区南京西路1266号"
    assert address(talk).answer("inform", "我家").slots["address"] is None


@pytest.mark.parametrize("intent", ["track_order", "ask_price", "greet", "delivery_period"])
def test_products_in_other_questions_choose_no_order(talk, shop: Shop, intent: str) -> None:
    turn = talk("zh", DEMO).task("cancel_order", "取消订单", *CANCEL)
    assert turn.answer(intent, "[索尼 WH-1000XM5](product)多少钱").rejected
    turn.answer("inform", "我要买[索尼 WH-1000XM5](product)")
    assert turn.slots["requested_slot"] == "order_number"
    turn.answer("inform", "[索尼 WH-1000XM5](product)那单")
    assert turn.slots["requested_slot"] == "confirmation" and "WH-1000XM5" in turn.said


@pytest.mark.parametrize("intent", ["goodbye", "ask_product_details", "inform"])
def test_a_bare_number_answers_whatever_it_is_taken_for(talk, shop: Shop, intent: str) -> None:
    turn = talk("zh", DEMO).task("change_order", f"[{unpaid(shop)}](order_number)改数量", *CHANGE)
    turn.answer(intent, "3")
    assert turn.slots["change_value"] == "3" and turn.slots["requested_slot"] == "confirmation"


def test_an_order_with_several_products_is_asked_about(talk, shop: Shop) -> None:
    order = next(o for o in shop.orders.list_for(DEMO, "change_quantity") if len(o.items) > 1)
    item = order.items[1]
    assert item.quantity > 1
    turn = talk("zh", DEMO).task("change_order", f"[{order.number}](order_number)改数量", *CHANGE)
    assert turn.slots["requested_slot"] == "change_item"
    assert [button["title"] for button in turn.buttons] == [i.names.zh for i in order.items]
    turn.answer("inform", f"[{item.names.zh}](product)")
    turn.answer("inform", "1")
    lower = order.total - item.unit_price * (item.quantity - 1)
    assert item.names.zh in turn.said and f"{lower:,.0f}" in turn.said
    turn.answer("affirm", "确认")
    after = shop.orders.get(DEMO, order.number)
    assert {i.sku: i.quantity for i in after.items} == {order.items[0].sku: order.items[0].quantity, item.sku: 1}
    assert after.total == lower


def test_a_paid_order_gets_no_more_pieces(talk, shop: Shop) -> None:
    order = shop.orders.get(DEMO, paid(shop))
    item = order.items[0]
    turn = talk("zh", DEMO).task("change_order", f"[{order.number}](order_number)改数量", *CHANGE)
    if turn.slots["requested_slot"] == "change_item":
        turn.answer("inform", f"[{item.names.zh}](product)")
    turn.answer("inform", str(item.quantity + 3))
    assert "只能减少" in turn.said and turn.slots["requested_slot"] == "change_value"


@pytest.mark.parametrize(
    ("intent", "text"), [("deny", "no, two of them"), ("inform", "two please"), ("affirm", "yes, 2 pcs")]
)
def test_a_corrected_number_is_confirmed_again(talk, shop: Shop, intent: str, text: str) -> None:
    turn = talk("en", ALICE).task("place_order", "buy the [Sony WH-1000XM5](product)", *BUY)
    turn.answer(intent, text)
    assert turn.slots["quantity"] == 2 and turn.slots["requested_slot"] == "confirmation"
    assert "×2" in turn.said


@pytest.mark.parametrize("text", ["no wait, the other one", "not that one, the other order"])
def test_the_only_other_order_is_taken(talk, shop: Shop, text: str) -> None:
    orders = shop.orders.list_for(ALICE, "cancel")
    for order in orders[2:]:
        shop.orders.cancel(ALICE, order.number, request_id=order.number)
    first, second = (order.number for order in orders[:2])
    turn = talk("en", ALICE).task("cancel_order", f"cancel [{first}](order_number)", *CANCEL)
    turn.answer("deny", text)
    assert turn.slots["order_number"] == second and turn.slots["requested_slot"] == "confirmation"
    assert "utter_no_other_order" not in turn.responses
    turn.answer("deny", text)
    assert turn.slots["order_number"] == second


def test_another_order_at_any_step(talk, shop: Shop) -> None:
    turn = talk("en", ALICE).task("get_refund", "refund please", *REFUND)
    shown = turn.slots["shown_orders"]
    turn.answer("inform", "the second")
    assert turn.slots["requested_slot"] == "refund_reason"
    turn.answer("deny", "no, wrong order, the first one")
    assert turn.slots["order_number"] == shown[0] and turn.slots["requested_slot"] == "refund_reason"
    turn.answer("report_fault", "it broke")
    turn.answer("deny", "no, it is no. 2")
    assert turn.slots["order_number"] == shown[1] and turn.slots["requested_slot"] == "confirmation"


def test_the_address_of_an_order_is_not_the_one_of_the_account(talk, shop: Shop) -> None:
    turn = talk("en", ALICE).task("change_shipping_address", "change the address of my order", *ADDRESS)
    assert (turn.new_events[-1]["event"], turn.new_events[-1]["name"]) == ("followup", "change_order_form")
    turn.follow_up("change_order_form")
    assert turn.slots["change_kind"] == "address" and turn.slots["requested_slot"] == "order_number"


def test_more_than_there_is_in_stock_is_said_at_once(talk, shop: Shop) -> None:
    turn = talk("zh", DEMO).task("place_order", "买999台[小米14](product)", *BUY)
    assert turn.responses == ["utter_not_enough_stock"] and turn.form is None
