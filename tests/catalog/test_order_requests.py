"""The same click twice changes an order once, and the audit says who did what."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from catalog.errors import OutOfStock, TransitionNotAllowed
from catalog.order_schema import audit, orders
from tests.catalog.order_changes import CHANGES, PAID, PENDING, SHIPPED
from tests.catalog.order_shop import EN, NOW, STOCK, ZH, OrderShop

pytest_plugins = ["tests.catalog.order_fixtures"]


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
