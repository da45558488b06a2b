"""What a customer sees of orders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.engine import create_catalog_engine
from catalog.errors import CatalogUnavailable, NotFound
from catalog.orders import OrderRepository
from tests.catalog.order_changes import (
    ASKED,
    CANCELLED,
    CHANGES,
    OLD,
    PACKED,
    PAID,
    PENDING,
    RECENT,
    REFUNDED,
    SHIPPED,
    numbers,
)
from tests.catalog.order_shop import EN, ZH, OrderShop

pytest_plugins = ["tests.catalog.order_fixtures"]


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


def test_an_unreachable_database_is_said_as_such(tmp_path: Path) -> None:
    repository = OrderRepository(create_catalog_engine(f"sqlite:///{tmp_path}"))
    with pytest.raises(CatalogUnavailable):
        repository.get(ZH, PAID)
    for change in CHANGES.values():
        with pytest.raises(CatalogUnavailable):
            change(repository, ZH, PAID, "r")
