"""What a customer may change in an order, and when."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.errors import InvalidData, NotFound, OutOfStock, TransitionNotAllowed
from tests.catalog.order_changes import ALLOWED, CHANGES, PACKED, PAID, PENDING, RECENT, SHIPPED, numbers
from tests.catalog.order_shop import EN, NOW, STOCK, ZH, OrderShop

pytest_plugins = ["tests.catalog.order_fixtures"]


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
    more = order_shop.orders.change_quantity(ZH, PENDING, "phone", 5, request_id="r1")
    assert (more.items[0].quantity, more.total, more.refund) == (5, Decimal("18495.00"), None)
    assert order_shop.stock("PHONE") == STOCK - 4
    fewer = order_shop.orders.change_quantity(ZH, PENDING, "PHONE", 2, request_id="r2")
    assert (fewer.items[0].quantity, fewer.total, fewer.refund) == (2, Decimal("7398.00"), None)
    assert order_shop.stock("PHONE") == STOCK - 1


def test_the_amount_of_an_invoice_that_is_asked_for_follows(order_shop: OrderShop) -> None:
    fewer = order_shop.orders.change_quantity(ZH, PAID, "PHONE", 1, request_id="r")
    assert fewer.invoice is not None and fewer.invoice.amount == fewer.total == Decimal("3758.90")


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
        order_shop.orders.change_quantity(ZH, PENDING, sku, quantity, request_id="r")
    assert order_shop.dump() == before


def test_the_last_piece_can_be_taken(order_shop: OrderShop) -> None:
    order_shop.orders.change_quantity(ZH, PENDING, "PHONE", 1 + STOCK, request_id="r")
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
