"""What a customer sees of orders and may change in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from catalog.engine import create_catalog_engine
from catalog.errors import CatalogUnavailable, InvalidData, NotFound, OutOfStock, TransitionNotAllowed
from catalog.models import Order
from catalog.order_schema import audit, orders
from catalog.orders import OrderRepository
from tests.catalog.order_shop import EN, NOW, STOCK, ZH, OrderShop

pytest_plugins = ["tests.catalog.order_fixtures"]

PENDING, PAID, PACKED, SHIPPED, RECENT, OLD, CANCELLED, ASKED, REFUNDED = (
    f"SO2026110100{index}" for index in range(1, 10)
)

#: Every change, on an order that allows it.
CHANGES: dict[str, Callable[[OrderRepository, str, str, str], Any]] = {
    "cancel": lambda repository, who, number, key: repository.cancel(who, number, request_id=key),
    "change_quantity": lambda repository, who, number, key: repository.change_quantity(
        who, number, "PHONE", 3, request_id=key
    ),
    "change_address": lambda repository, who, number, key: repository.change_address(
        who, number, "上海市黄浦区南京东路1号", request_id=key
    ),
    "request_refund": lambda repository, who, number, key: repository.request_refund(
        who, number, "太大", request_id=key
    ),
    "request_invoice": lambda repository, who, number, key: repository.request_invoice(
        who, number, "小明公司", request_id=key
    ),
}
ALLOWED = {
    "cancel": [PENDING, PAID, PACKED],
    "change_quantity": [PENDING, PAID],
    "change_address": [PENDING, PAID],
    "request_refund": [PAID, PACKED, SHIPPED, RECENT],
    "request_invoice": [PAID, PACKED, SHIPPED, RECENT, OLD],
}


def numbers(found: list[Order]) -> list[str]:
    return [order.number for order in found]


# ---- reading ----


def test_an_order_comes_with_everything_that_belongs_to_it(order_shop: OrderShop) -> None:
    order = order_shop.orders.get(ZH, PAID)
    assert order is not None
    assert (order.state, order.customer_id, order.currency) == ("paid", ZH, "CNY")
    assert [(item.sku, item.quantity, item.unit_price) for item in order.items] == [
        ("PHONE", 2, Decimal("3699.00")),
        ("MOUSE", 1, Decimal("59.90")),
    ]
    assert order.items[0].names.get("zh") == "商品 PHONE"
    assert order.total == Decimal("7457.90") and isinstance(order.total, Decimal)
    assert order.shipping_address == "北京市海淀区中关村大街27号"
    assert [state for state, _ in order.history] == ["pending_payment", "paid"]
    assert order.invoice is not None and (order.invoice.state, order.invoice.number) == ("requested", None)
    assert order.refund is None
    shipped = order_shop.orders.get(ZH, SHIPPED)
    assert shipped is not None
    assert (shipped.carrier, shipped.tracking_number, shipped.eta) == ("顺丰速运", "SF1", date(2026, 11, 25))
    assert shipped.invoice is None


@pytest.mark.parametrize(
    "spelling",
    [
        "SO20261101002",
        "so20261101002",
        " #SO 2026 1101 002 ",
        "ＳＯ２０２６１１０１００２",
        "So-20261101-002",
        "S O 2 0 2 6 1 1 0 1 0 0 2。",
    ],
)
def test_a_number_is_found_however_it_is_written(order_shop: OrderShop, spelling: str) -> None:
    order = order_shop.orders.get(ZH, spelling)
    assert order is not None and order.number == PAID


@pytest.mark.parametrize(
    "text",
    ["", "#", "SO", "SO%", "SO2026110100_", "' OR '1'='1", "\0", "SO20261101002\0x", "9" * 10_000, "订单号", "\ud800"],
)
def test_strange_numbers_are_unknown_numbers(order_shop: OrderShop, text: str) -> None:
    assert order_shop.orders.get(ZH, text) is None
    with pytest.raises(NotFound):
        order_shop.orders.cancel(ZH, text, request_id="r")


def test_somebody_elses_order_is_answered_like_none(order_shop: OrderShop) -> None:
    before = order_shop.dump()
    for number in (PAID, "SO29990101001"):
        assert order_shop.orders.get(EN, number) is None
        for name, change in CHANGES.items():
            with pytest.raises(NotFound) as error:
                change(order_shop.orders, EN, number, f"{name} {number}")
            assert str(error.value) == f"K104: There is no order '{number}'."
    assert order_shop.dump() == before


def test_a_list_has_the_newest_first_and_only_the_customers_own(order_shop: OrderShop) -> None:
    assert numbers(order_shop.orders.list_for(ZH)) == [
        PENDING,
        PAID,
        PACKED,
        SHIPPED,
        RECENT,
        OLD,
        CANCELLED,
        ASKED,
        REFUNDED,
    ]
    assert numbers(order_shop.orders.list_for(ZH, limit=2)) == [PENDING, PAID]
    assert order_shop.orders.list_for(ZH, limit=0) == []
    assert order_shop.orders.list_for("nobody") == []
    assert order_shop.orders.list_for(ZH)[1] == order_shop.orders.get(ZH, PAID)


@pytest.mark.parametrize("action", ALLOWED)
def test_an_action_is_offered_where_it_works_and_refused_elsewhere(order_shop: OrderShop, action: str) -> None:
    everything = numbers(order_shop.orders.list_for(ZH))
    assert numbers(order_shop.orders.list_for(ZH, action)) == ALLOWED[action]
    for number in everything:
        if number in ALLOWED[action]:
            CHANGES[action](order_shop.orders, ZH, number, f"{action} {number}")
            continue
        before = order_shop.dump()
        with pytest.raises(TransitionNotAllowed) as error:
            CHANGES[action](order_shop.orders, ZH, number, f"{action} {number}")
        assert (error.value.order_number, error.value.action) == (number, action)
        assert order_shop.dump() == before


def test_an_unknown_action_is_a_mistake_of_the_caller(order_shop: OrderShop) -> None:
    with pytest.raises(ValueError, match="cancel"):
        order_shop.orders.list_for(ZH, "explode")


def test_the_time_for_refunds_ends_after_thirty_days(order_shop: OrderShop) -> None:
    order_shop.now[0] = NOW + timedelta(days=2)
    assert RECENT not in numbers(order_shop.orders.list_for(ZH, "request_refund"))
    with pytest.raises(TransitionNotAllowed):
        order_shop.orders.request_refund(ZH, RECENT, "太大", request_id="r")


# ---- cancelling ----


@pytest.mark.parametrize(
    ("customer", "number", "fee"),
    [(ZH, PENDING, "0"), (ZH, PAID, "0"), (ZH, PACKED, "36.99"), (EN, "SO20261102002", "50")],
)
def test_what_cancelling_costs(order_shop: OrderShop, customer: str, number: str, fee: str) -> None:
    order = order_shop.orders.get(customer, number)
    assert order is not None
    assert order_shop.orders.cancellation_fee(order) == Decimal(fee)


def test_no_fee_where_cancelling_is_too_late(order_shop: OrderShop) -> None:
    order = order_shop.orders.get(ZH, SHIPPED)
    assert order is not None
    with pytest.raises(TransitionNotAllowed):
        order_shop.orders.cancellation_fee(order)


def test_cancelling_gives_stock_and_money_back(order_shop: OrderShop) -> None:
    order = order_shop.orders.cancel(ZH, "so 20261101002", request_id="r")
    assert order.state == "cancelled"
    assert order.history[-1] == ("cancelled", NOW)
    assert (order_shop.stock("PHONE"), order_shop.stock("MOUSE")) == (STOCK + 2, STOCK + 1)
    assert order.refund is not None
    assert (order.refund.state, order.refund.amount) == ("approved", Decimal("7457.90"))
    assert order.invoice is None
    assert order == order_shop.orders.get(ZH, PAID)


def test_a_packed_order_is_cancelled_less_the_fee_and_an_unpaid_one_has_nothing_to_refund(
    order_shop: OrderShop,
) -> None:
    packed = order_shop.orders.cancel(ZH, PACKED, request_id="r1")
    assert packed.refund is not None and packed.refund.amount == Decimal("3662.01")
    assert order_shop.orders.cancel(ZH, PENDING, request_id="r2").refund is None


# ---- changing ----


def test_more_and_fewer_pieces(order_shop: OrderShop) -> None:
    more = order_shop.orders.change_quantity(ZH, PAID, "phone", 5, request_id="r1")
    assert (more.items[0].quantity, more.total) == (5, Decimal("18554.90"))
    assert more.invoice is not None and more.invoice.amount == more.total
    assert order_shop.stock("PHONE") == STOCK - 3
    fewer = order_shop.orders.change_quantity(ZH, PAID, "PHONE", 1, request_id="r2")
    assert (fewer.items[0].quantity, fewer.total) == (1, Decimal("3758.90"))
    assert order_shop.stock("PHONE") == STOCK + 1


@pytest.mark.parametrize(
    ("sku", "quantity", "error"),
    [
        ("PHONE", 13, OutOfStock),
        ("TV", 1, NotFound),
        ("PHONE", 0, InvalidData),
        ("PHONE", -1, InvalidData),
        ("PHONE", 1000, InvalidData),
    ],
)
def test_impossible_quantities_change_nothing(
    order_shop: OrderShop, sku: str, quantity: int, error: type[Exception]
) -> None:
    before = order_shop.dump()
    with pytest.raises(error):
        order_shop.orders.change_quantity(ZH, PAID, sku, quantity, request_id="r")
    assert order_shop.dump() == before


def test_the_last_piece_can_be_taken(order_shop: OrderShop) -> None:
    order_shop.orders.change_quantity(ZH, PAID, "PHONE", 2 + STOCK, request_id="r")
    assert order_shop.stock("PHONE") == 0


def test_an_address_is_stored_clean(order_shop: OrderShop) -> None:
    order = order_shop.orders.change_address(ZH, PAID, "  上海市\0黄浦区\n南京东路  1号 🏠 ", request_id="r")
    assert order.shipping_address == "上海市 黄浦区 南京东路 1号 🏠"


@pytest.mark.parametrize("text", ["", " \n", "\0", "路" * 501])
def test_impossible_addresses_change_nothing(order_shop: OrderShop, text: str) -> None:
    before = order_shop.dump()
    with pytest.raises(InvalidData):
        order_shop.orders.change_address(ZH, PAID, text, request_id="r")
    assert order_shop.dump() == before


def test_asking_for_a_refund(order_shop: OrderShop) -> None:
    refund = order_shop.orders.request_refund(ZH, RECENT, "x" * 10_000, request_id="r")
    assert (refund.order_number, refund.state, refund.amount) == (RECENT, "requested", Decimal("3699.00"))
    assert (refund.requested_at, len(refund.reason)) == (NOW, 2000)
    order = order_shop.orders.get(ZH, RECENT)
    assert order is not None and order.state == "refund_requested" and order.refund == refund
    with pytest.raises(TransitionNotAllowed):
        order_shop.orders.request_refund(ZH, RECENT, "again", request_id="another click")


def test_invoices_are_asked_for_retitled_and_left_alone_once_issued(order_shop: OrderShop) -> None:
    new = order_shop.orders.request_invoice(ZH, SHIPPED, "个人", request_id="r1")
    assert (new.state, new.title, new.amount, new.number) == ("requested", "个人", Decimal("3699.00"), None)
    assert order_shop.orders.request_invoice(ZH, SHIPPED, "公司", request_id="r2").title == "公司"
    issued = order_shop.orders.request_invoice(ZH, RECENT, "公司", request_id="r3")
    assert (issued.state, issued.number, issued.title) == ("issued", "FP1", "个人")


# ---- placing ----


def test_placing_an_order(order_shop: OrderShop) -> None:
    order = order_shop.orders.place(EN, "MOUSE", 2, " 1 Main Road ", request_id="r")
    assert order.number == f"SO{NOW.astimezone():%Y%m%d}001"
    assert (order.state, order.total, order.shipping_address) == ("pending_payment", Decimal("119.80"), "1 Main Road")
    assert (order.created_at, order.history) == (NOW, (("pending_payment", NOW),))
    assert order_shop.orders.get(EN, order.number) == order
    assert order_shop.orders.list_for(EN)[0] == order
    assert order_shop.stock("MOUSE") == STOCK - 2
    second = order_shop.orders.place(EN, "MOUSE", 1, "1 Main Road", request_id="r2", unit_price=Decimal("49.9"))
    assert second.number.endswith("002")
    assert second.total == Decimal("49.90")


def test_a_number_that_was_imported_is_not_given_again(order_shop: OrderShop) -> None:
    order_shop.now[0] = order_shop.now[0].replace(day=1)
    assert order_shop.orders.place(EN, "MOUSE", 1, "1 Main Road", request_id="r").number == "SO20261101010"


@pytest.mark.parametrize(
    ("customer", "sku", "quantity", "address", "error"),
    [
        (EN, "MOUSE", STOCK + 1, "1 Main Road", OutOfStock),
        (EN, "NOKIA", 1, "1 Main Road", NotFound),
        (EN, "' OR 1=1 --", 1, "1 Main Road", NotFound),
        (EN, "\ud800\0", 1, "1 Main Road", NotFound),
        ("nobody", "MOUSE", 1, "1 Main Road", NotFound),
        (EN, "MOUSE", 0, "1 Main Road", InvalidData),
        (EN, "MOUSE", 1, "  ", InvalidData),
    ],
)
def test_impossible_orders_leave_nothing_behind(
    order_shop: OrderShop, customer: str, sku: str, quantity: int, address: str, error: type[Exception]
) -> None:
    before = order_shop.dump()
    with pytest.raises(error):
        order_shop.orders.place(customer, sku, quantity, address, request_id="r")
    assert order_shop.dump() == before


def test_out_of_stock_tells_how_many_there_are(order_shop: OrderShop) -> None:
    with pytest.raises(OutOfStock) as error:
        order_shop.orders.place(EN, "MOUSE", 11, "1 Main Road", request_id="r")
    assert (error.value.sku, error.value.available, error.value.quantity) == ("MOUSE", STOCK, 11)


@pytest.mark.parametrize("price", ["-1", "60"])
def test_no_price_above_the_list_price_or_below_nothing(order_shop: OrderShop, price: str) -> None:
    before = order_shop.dump()
    with pytest.raises(ValueError, match="unit_price"):
        order_shop.orders.place(EN, "MOUSE", 1, "1 Main Road", request_id="r", unit_price=Decimal(price))
    assert order_shop.dump() == before


# ---- the same click twice, and the audit ----


@pytest.mark.parametrize("action", CHANGES)
def test_the_same_click_twice_changes_once_and_answers_the_same(order_shop: OrderShop, action: str) -> None:
    first = CHANGES[action](order_shop.orders, ZH, PAID, "click")
    after = order_shop.dump()
    assert CHANGES[action](order_shop.orders, ZH, f"#{PAID.lower()}", "click") == first
    assert order_shop.dump() == after
    assert len(order_shop.audit("click")) == 1


def test_the_same_click_twice_orders_once(order_shop: OrderShop) -> None:
    first = order_shop.orders.place(EN, "MOUSE", 2, "1 Main Road", request_id="click")
    assert order_shop.orders.place(EN, "MOUSE", 2, "1 Main Road", request_id="click") == first
    assert order_shop.stock("MOUSE") == STOCK - 2
    assert order_shop.count(orders, orders.c.customer_id == EN) == 3


def test_a_repeated_click_answers_with_what_the_order_is_now(order_shop: OrderShop) -> None:
    order_shop.orders.request_invoice(ZH, PAID, "公司", request_id="invoice")
    order_shop.orders.cancel(ZH, PAID, request_id="cancel")
    assert order_shop.orders.request_invoice(ZH, PAID, "公司", request_id="invoice").state == "none"


def test_a_refused_click_can_be_tried_again_with_the_same_id(order_shop: OrderShop) -> None:
    with pytest.raises(OutOfStock):
        order_shop.orders.place(EN, "MOUSE", 11, "1 Main Road", request_id="click")
    assert order_shop.orders.place(EN, "MOUSE", 10, "1 Main Road", request_id="click").total == Decimal("599.00")


def test_the_id_of_one_request_is_not_another_requests(order_shop: OrderShop) -> None:
    order_shop.orders.cancel(ZH, PAID, request_id="click")
    before = order_shop.dump()
    with pytest.raises(ValueError, match="request_id"):
        order_shop.orders.cancel(ZH, PENDING, request_id="click")
    with pytest.raises(ValueError, match="request_id"):
        order_shop.orders.cancel(EN, "SO20261102001", request_id="click")
    with pytest.raises(ValueError, match="request_id"):
        order_shop.orders.cancel(ZH, PENDING, request_id=" ")
    assert order_shop.dump() == before


@pytest.mark.parametrize("request_id", ["x" * 5000, "点击 🖱", "a\0b", "\ud800"])
def test_any_text_is_good_as_a_request_id(order_shop: OrderShop, request_id: str) -> None:
    first = order_shop.orders.cancel(ZH, PAID, request_id=request_id)
    assert order_shop.orders.cancel(ZH, PAID, request_id=request_id) == first
    assert order_shop.stock("MOUSE") == STOCK + 1


def test_the_audit_says_who_did_what_when(order_shop: OrderShop) -> None:
    order_shop.orders.cancel(ZH, PAID, request_id="click")
    (entry,) = order_shop.audit("click")
    assert (entry.customer_id, entry.action, entry.order_number) == (ZH, "cancel", PAID)
    assert entry.at == NOW.replace(tzinfo=None)
    old, new = json.loads(entry.old_data), json.loads(entry.new_data)
    assert (old["state"], new["state"]) == ("paid", "cancelled")
    assert new["refund"]["amount"] == "7457.90"
    assert "shipping_address" not in old


def test_nothing_is_in_the_audit_that_did_not_happen(order_shop: OrderShop) -> None:
    with pytest.raises(TransitionNotAllowed):
        order_shop.orders.cancel(ZH, SHIPPED, request_id="r")
    assert order_shop.count(audit) == 0


# ---- the database ----


def test_an_unreachable_database_is_said_as_such(tmp_path: Path) -> None:
    repository = OrderRepository(create_catalog_engine(f"sqlite:///{tmp_path}"))
    with pytest.raises(CatalogUnavailable):
        repository.get(ZH, PAID)
    for change in CHANGES.values():
        with pytest.raises(CatalogUnavailable):
            change(repository, ZH, PAID, "r")
