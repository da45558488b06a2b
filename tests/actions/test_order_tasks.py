"""Tasks that change data: only for the owner, only after a yes, and really."""

from __future__ import annotations

import pytest

from catalog.shop import Shop

DEMO, ALICE = "C1001", "C1002"
CANCEL = ("cancel_order_form", "action_cancel_order")
REFUND = ("refund_form", "action_request_refund")
INVOICE = ("invoice_form", "action_request_invoice")
CHANGE = ("change_order_form", "action_change_order")
ADDRESS = ("shipping_address_form", "action_save_address")
BUY = ("place_order_form", "action_place_order")


@pytest.fixture
def shop(changeable_shop: Shop) -> Shop:
    """Each test changes a shop of its own."""
    return changeable_shop


def cancellable(shop: Shop, customer: str) -> list[str]:
    return [order.number for order in shop.orders.list_for(customer, "cancel")]


def test_guest_is_asked_to_sign_in(talk) -> None:
    for intent, (form, submit) in {"cancel_order": CANCEL, "get_refund": REFUND, "place_order": BUY}.items():
        assert talk("zh").task(intent, "我要", form, submit).responses == ["utter_sign_in"]
    assert talk("en").ask("track_order", "where is my order").responses == ["utter_sign_in"]


def test_customer_cannot_name_themselves_owner(talk, shop: Shop) -> None:
    turn = talk("zh")
    turn.slots["customer_id"] = DEMO
    turn.message = {
        "text": "cancel",
        "intent": {"name": "cancel_order"},
        "message_id": "1",
        "entities": [{"entity": "customer_id", "value": DEMO}],
        "metadata": {"client": {"customer_id": DEMO}},
    }
    turn.run("validate_cancel_order_form")
    assert turn.slots["task_problem"]["code"] == "sign_in"


def test_cancel_with_several_orders(talk, shop: Shop) -> None:
    numbers = cancellable(shop, DEMO)
    turn = talk("zh", DEMO).task("cancel_order", "取消订单", *CANCEL)
    assert turn.slots["requested_slot"] == "order_number"
    assert len(turn.buttons) == len(numbers) >= 2
    turn.answer("inform", f"[{numbers[1]}](order_number)")
    assert turn.slots["requested_slot"] == "confirmation"
    assert shop.orders.get(DEMO, numbers[1]).state != "cancelled"
    turn.answer("affirm", "确认")
    assert turn.responses == ["utter_order_cancelled"]
    assert shop.orders.get(DEMO, numbers[1]).state == "cancelled"
    assert shop.orders.get(DEMO, numbers[0]).state != "cancelled"


def test_no_changes_nothing(talk, shop: Shop) -> None:
    number = cancellable(shop, DEMO)[0]
    turn = talk("zh", DEMO).task("cancel_order", f"取消[{number}](order_number)", *CANCEL)
    turn.answer("deny", "不用了")
    assert turn.responses == ["utter_nothing_changed"]
    assert number in cancellable(shop, DEMO)
    assert turn.slots["order_number"] is None


def test_another_order_after_all(talk, shop: Shop) -> None:
    first, second, third = cancellable(shop, DEMO)[:3]
    turn = talk("zh", DEMO).task("cancel_order", f"取消[{first}](order_number)", *CANCEL)
    turn.answer("deny", "不对，是另一个订单")
    assert turn.slots["requested_slot"] == "order_number"
    assert first not in turn.said and second in turn.said and third in turn.said
    turn.answer("inform", "第二个")
    turn.answer("affirm", "是的")
    assert [shop.orders.get(DEMO, number).state == "cancelled" for number in (first, second, third)] == [
        False,
        False,
        True,
    ]


def test_corrected_number_is_confirmed_again(talk, shop: Shop) -> None:
    first, second = cancellable(shop, DEMO)[:2]
    turn = talk("zh", DEMO).task("cancel_order", f"取消[{first}](order_number)", *CANCEL)
    turn.answer("inform", f"不，是[{second}](order_number)")
    assert turn.slots["requested_slot"] == "confirmation"
    assert second in turn.said


def test_a_question_in_between_is_left_to_its_rule(talk, shop: Shop) -> None:
    number = cancellable(shop, DEMO)[0]
    turn = talk("zh", DEMO).task("cancel_order", f"取消[{number}](order_number)", *CANCEL)
    turn.answer("delivery_period", "一般多久送到")
    assert turn.rejected
    turn.run("validate_cancel_order_form")  # Rasa runs the form again after the answer
    assert turn.slots["order_number"] == number


def test_stop_leaves_the_task(talk, shop: Shop) -> None:
    number = cancellable(shop, DEMO)[0]
    turn = talk("zh", DEMO).task("cancel_order", f"取消[{number}](order_number)", *CANCEL)
    turn.answer("stop", "算了不弄了")
    assert turn.rejected
    turn.run("action_stop")
    assert turn.responses == ["utter_stopped"]
    assert turn.form is None and turn.slots["order_number"] is None


@pytest.mark.parametrize("intent", ["track_order", "check_invoice", "track_refund", "check_cancellation_fee"])
def test_foreign_number_is_answered_like_an_unknown_one(talk, shop: Shop, intent: str) -> None:
    foreign = shop.orders.list_for(ALICE)[0].number
    said = [
        talk("zh", DEMO).ask(intent, f"[{number}](order_number)").said.replace(number, "#")
        for number in (foreign, "SO19990101001")
    ]
    assert said[0] == said[1]


def test_foreign_number_cannot_be_cancelled(talk, shop: Shop) -> None:
    foreign = cancellable(shop, ALICE)[0]
    turn = talk("zh", DEMO).task("cancel_order", f"取消[{foreign}](order_number)", *CANCEL)
    assert turn.responses == ["utter_order_unknown"]
    assert foreign in cancellable(shop, ALICE)


def test_refund(talk, shop: Shop) -> None:
    number = next(o.number for o in shop.orders.list_for(ALICE, "request_refund") if o.state == "delivered")
    turn = talk("en", ALICE).task("get_refund", f"refund [{number}](order_number)", *REFUND)
    assert turn.slots["requested_slot"] == "refund_reason" and turn.buttons
    turn.answer("report_fault", "it does not charge any more")
    assert "does not charge" in turn.said
    turn.answer("affirm", "yes")
    assert turn.responses == ["utter_refund_requested"]
    assert shop.orders.get(ALICE, number).refund.reason == "it does not charge any more"


def test_invoice(talk, shop: Shop) -> None:
    orders = shop.orders.list_for(DEMO, "request_invoice")
    number = next(o.number for o in orders if o.invoice is None or o.invoice.state == "none")
    turn = talk("zh", DEMO).task("get_invoice", f"[{number}](order_number)开发票", *INVOICE)
    turn.answer("inform", "北京某某科技有限公司")
    turn.answer("affirm", "对")
    assert shop.orders.get(DEMO, number).invoice.title == "北京某某科技有限公司"


def test_change_quantity(talk, shop: Shop) -> None:
    order = next(o for o in shop.orders.list_for(ALICE, "change_quantity") if o.state == "pending_payment")
    item = order.items[-1]
    turn = talk("en", ALICE).task("change_order", f"change [{order.number}](order_number)", *CHANGE)
    assert turn.slots["requested_slot"] == "change_kind"
    turn.answer("inform", "Change the quantity")
    if len(order.items) > 1:
        assert turn.slots["requested_slot"] == "change_item"
        turn.answer("inform", f"[{item.names.en}](product)")
    turn.answer("inform", "5")
    assert turn.slots["requested_slot"] == "confirmation"
    turn.answer("affirm", "yes please")
    after = shop.orders.get(ALICE, order.number)
    assert {i.sku: i.quantity for i in after.items} == {**{i.sku: i.quantity for i in order.items}, item.sku: 5}


def test_add_and_change_address(talk, shop: Shop) -> None:
    before = len(shop.customers.addresses(DEMO))
    turn = talk("zh", DEMO).task("set_up_shipping_address", "加个收货地址", *ADDRESS)
    turn.answer("inform", "杭州市西湖区文三路90号")
    turn.answer("affirm", "确认")
    assert len(shop.customers.addresses(DEMO)) == before + 1


def test_buy_what_was_spoken_of(talk, shop: Shop) -> None:
    turn = talk("zh", DEMO).ask("ask_price", "[小米14](product)多少钱")
    stock = shop.products.get("PH-MI14").stock if shop.products.get("PH-MI14") else None
    turn.task("place_order", "就买它，要两台", *BUY)
    assert turn.slots["requested_slot"] == "confirmation"
    assert turn.slots["quantity"] == 2
    turn.answer("affirm", "好的")
    assert turn.responses == ["utter_order_placed"]
    newest = shop.orders.list_for(DEMO)[0]
    assert newest.items[0].names.zh == "小米14" and newest.items[0].quantity == 2
    if stock is not None:
        assert shop.products.get("PH-MI14").stock == stock - 2


def test_the_same_yes_twice_changes_once(talk, shop: Shop) -> None:
    turn = talk("zh", DEMO).ask("ask_price", "[小米14](product)多少钱")
    turn.task("place_order", "下单", *BUY)
    turn.slots["confirmation"] = True
    before = len(shop.orders.list_for(DEMO, limit=100))
    kept = dict(turn.slots)
    turn.user("affirm", "好").run("action_place_order")
    turn.slots = kept
    turn.run("action_place_order")
    assert len(shop.orders.list_for(DEMO, limit=100)) == before + 1


def test_answers_that_make_no_sense(talk, shop: Shop) -> None:
    turn = talk("zh", DEMO).task("cancel_order", "取消订单", *CANCEL)
    turn.answer("nlu_fallback", "嘎嘎嘎")
    assert "utter_task_not_understood" in [
        r["metadata"]["utter_action"] for r in turn.events if r.get("event") == "bot"
    ]
    assert turn.slots["requested_slot"] == "order_number"
    turn.answer("nlu_fallback", "哈哈哈哈")
    assert "还是没明白" in turn.said
