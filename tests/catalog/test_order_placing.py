"""How a customer places an order."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from catalog.errors import InvalidData, NotFound, OutOfStock
from tests.catalog.order_shop import EN, NOW, STOCK, OrderShop

pytest_plugins = ["tests.catalog.order_fixtures"]


def test_placing_an_order(order_shop: OrderShop) -> None:
    order = order_shop.orders.place(EN, "MOUSE", 2, " 1 Main Road ", request_id="r")
    assert order.number == "SO20261123001"
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


@pytest.mark.parametrize(("moment", "day"), [("2026-11-23 15:59", "20261123"), ("2026-11-23 16:00", "20261124")])
def test_a_number_has_the_shops_own_day(order_shop: OrderShop, moment: str, day: str) -> None:
    order_shop.now[0] = datetime.fromisoformat(moment).replace(tzinfo=timezone.utc)
    assert order_shop.orders.place(EN, "MOUSE", 1, "1 Main Road", request_id="r").number == f"SO{day}001"


def test_no_line_below_nothing(order_shop: OrderShop) -> None:
    before = order_shop.dump()
    with pytest.raises(ValueError, match="line_price"):
        order_shop.orders.place(EN, "MOUSE", 2, "1 Main Road", request_id="r", line_price=Decimal(-1))
    assert order_shop.dump() == before


def test_a_product_that_has_become_cheaper_since_the_customer_was_told_is(order_shop: OrderShop) -> None:
    order = order_shop.orders.place(EN, "MOUSE", 2, "1 Main Road", request_id="r", line_price=Decimal("130.00"))
    assert (order.total, order.items[0].discount) == (Decimal("119.80"), Decimal("0.00"))


@pytest.mark.parametrize("price", ["-1", "60"])
def test_no_price_above_the_list_price_or_below_nothing(order_shop: OrderShop, price: str) -> None:
    before = order_shop.dump()
    with pytest.raises(ValueError, match="unit_price"):
        order_shop.orders.place(EN, "MOUSE", 1, "1 Main Road", request_id="r", unit_price=Decimal(price))
    assert order_shop.dump() == before
