"""What is paid for an order, and what is paid back: never more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from catalog.engine import writing
from catalog.errors import AlreadyPaid, TransitionNotAllowed
from catalog.models import Order
from catalog.order_schema import orders, refunds
from catalog.order_states import refundable
from catalog.schema import products, promotions
from tests.catalog.order_changes import PACKED, PAID, PENDING, RECENT
from tests.catalog.order_shop import EN, NOW, TODAY, ZH, OrderShop

pytest_plugins = ["tests.catalog.order_fixtures"]

WAS_PAID = Decimal("7457.90")


def paid_back(order: Order | None) -> Decimal:
    assert order is not None
    return sum((refund.amount for refund in order.refunds), Decimal(0))


def test_a_paid_order_cannot_have_more_pieces(order_shop: OrderShop) -> None:
    before = order_shop.dump()
    with pytest.raises(AlreadyPaid) as error:
        order_shop.orders.change_quantity(ZH, PAID, "MOUSE", 10, request_id="r")
    assert isinstance(error.value, TransitionNotAllowed)
    assert str(error.value).startswith(f"K109: Order {PAID} is paid")
    assert order_shop.dump() == before


def test_fewer_pieces_of_a_paid_order_are_paid_back(order_shop: OrderShop) -> None:
    order = order_shop.orders.change_quantity(ZH, PAID, "PHONE", 1, request_id="r")
    assert (order.state, order.total) == ("paid", Decimal("3758.90"))
    assert order.refund is not None
    assert (order.refund.state, order.refund.amount) == ("approved", Decimal("3699.00"))
    assert (order.refund.requested_at, order.refund.lowered_total) == (NOW, True)
    assert order.total + paid_back(order) == WAS_PAID


def test_the_same_number_of_pieces_again_pays_nothing_back(order_shop: OrderShop) -> None:
    assert order_shop.orders.change_quantity(ZH, PAID, "PHONE", 2, request_id="r").refunds == ()


@pytest.mark.parametrize("end", ["cancel", "refund"])
def test_what_is_paid_back_in_parts_is_what_was_paid(order_shop: OrderShop, end: str) -> None:
    order_shop.orders.change_quantity(ZH, PAID, "PHONE", 1, request_id="r1")
    if end == "cancel":
        order_shop.orders.cancel(ZH, PAID, request_id="r2")
    else:
        order_shop.orders.request_refund(ZH, PAID, "太大", request_id="r2")
    order = order_shop.orders.get(ZH, PAID)
    assert order is not None
    assert [refund.amount for refund in order.refunds] == [Decimal("3699.00"), Decimal("3758.90")]
    assert paid_back(order) == WAS_PAID
    assert order.refund == order.refunds[-1]


def test_an_order_that_was_paid_back_in_part_is_paid_back_for_the_rest(order_shop: OrderShop) -> None:
    pay_back(order_shop, RECENT, amount="699", state="refunded")
    assert order_shop.orders.request_refund(ZH, RECENT, "太大", request_id="r").amount == Decimal("3000.00")
    pay_back(order_shop, PACKED, amount="3690", state="approved")
    order = order_shop.orders.cancel(ZH, PACKED, request_id="r2")
    assert paid_back(order) == Decimal("3690.00"), "the fee is more than what was left"


def test_nothing_is_asked_back_twice(order_shop: OrderShop) -> None:
    pay_back(order_shop, RECENT, amount="3699", state="refunded")
    before = order_shop.dump()
    with pytest.raises(TransitionNotAllowed):
        order_shop.orders.request_refund(ZH, RECENT, "太大", request_id="r")
    assert order_shop.dump() == before


def test_a_refund_that_was_rejected_can_be_asked_for_again(order_shop: OrderShop) -> None:
    pay_back(order_shop, RECENT, amount="3699", state="rejected")
    assert order_shop.orders.request_refund(ZH, RECENT, "太大", request_id="r").amount == Decimal("3699.00")


def test_nothing_is_left_to_pay_back_where_nothing_was_paid(order_shop: OrderShop) -> None:
    pending = order_shop.orders.get(ZH, PENDING)
    assert pending is not None and refundable(pending) == 0
    assert refundable(order_shop.orders.cancel(ZH, PAID, request_id="r")) == 0


def pay_back(shop: OrderShop, number: str, amount: str, state: str) -> None:
    """What the shop does by itself."""
    row = {"order_number": number, "state": state, "amount": amount, "reason": "", "requested_at": NOW}
    with writing(shop.engine) as connection:
        connection.execute(insert(refunds).values(row))


# ---- promotions ----


@pytest.fixture
def fifty_off(order_shop: OrderShop) -> Iterator[OrderShop]:
    """A shop with 50 off from 100, today and yesterday only."""
    put_promotion(order_shop, id="fifty", min_spend=100, amount_off=50)
    yield order_shop
    with writing(order_shop.engine) as connection:
        connection.execute(delete(promotions))


def put_promotion(shop: OrderShop, **values: Any) -> None:
    texts = dict.fromkeys(("zh", "en", "description_zh", "description_en"), "x")
    days = {"starts": date(2026, 11, 22), "ends": TODAY}
    with writing(shop.engine) as connection:
        connection.execute(insert(promotions).values({**texts, **days, **values}))


def place(shop: OrderShop, quantity: int, line_price: str) -> Order:
    return shop.orders.place(EN, "MOUSE", quantity, "1 Main Road", request_id="p", line_price=Decimal(line_price))


def test_a_line_is_placed_at_its_price(fifty_off: OrderShop) -> None:
    order = place(fifty_off, 3, "129.70")
    assert order.total == Decimal("129.70")
    assert (order.items[0].unit_price, order.items[0].discount) == (Decimal("59.90"), Decimal("50.00"))
    assert fifty_off.orders.get(EN, order.number) == order


def test_an_unpaid_line_with_another_number_of_pieces_costs_what_it_would_have_cost(fifty_off: OrderShop) -> None:
    number = place(fifty_off, 1, "59.90").number
    fifty_off.now[0] = NOW.replace(month=12)
    for quantity, total in ((2, "69.80"), (5, "249.50"), (1, "59.90")):
        before = fifty_off.orders.get(EN, number)
        assert before is not None and fifty_off.orders.total_with(before, "mouse", quantity) == Decimal(total)
        changed = fifty_off.orders.change_quantity(EN, number, "MOUSE", quantity, request_id=f"{quantity}")
        assert changed.total == Decimal(total)


def test_a_paid_line_that_no_longer_reaches_the_threshold_loses_the_discount(fifty_off: OrderShop) -> None:
    number = place(fifty_off, 3, "129.70").number
    set_paid(fifty_off, number)
    order = fifty_off.orders.change_quantity(EN, number, "MOUSE", 1, request_id="r")
    assert (order.total, order.items[0].discount) == (Decimal("59.90"), Decimal("0.00"))
    assert paid_back(order) == Decimal("69.80")
    assert paid_back(fifty_off.orders.cancel(EN, number, request_id="c")) == Decimal("129.70")


def test_fewer_pieces_never_cost_more(order_shop: OrderShop) -> None:
    put_promotion(order_shop, id="nearly all", min_spend=100, amount_off=100)
    number = place(order_shop, 2, "19.80").number
    set_paid(order_shop, number)
    order = order_shop.orders.change_quantity(EN, number, "MOUSE", 1, request_id="r")
    assert (order.total, order.refunds) == (Decimal("19.80"), ())


def test_a_line_whose_product_is_gone_keeps_its_share_of_the_discount(fifty_off: OrderShop) -> None:
    number = place(fifty_off, 2, "69.80").number
    with writing(fifty_off.engine) as connection:
        connection.execute(delete(products).where(products.c.sku == "MOUSE"))
    order = fifty_off.orders.change_quantity(EN, number, "MOUSE", 1, request_id="r")
    assert order.total == Decimal("34.90")


def test_a_piece_with_a_fixed_price_keeps_it(fifty_off: OrderShop) -> None:
    order = fifty_off.orders.place(EN, "MOUSE", 1, "1 Main Road", request_id="p", unit_price=Decimal("55.00"))
    assert fifty_off.orders.change_quantity(EN, order.number, "MOUSE", 2, request_id="r").total == Decimal("110.00")


def set_paid(shop: OrderShop, number: str) -> None:
    with writing(shop.engine) as connection:
        connection.execute(update(orders).where(orders.c.number == number).values(state="paid"))
