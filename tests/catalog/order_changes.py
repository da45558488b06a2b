"""The orders of the test shop by their state, and every change that a customer may make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from catalog.models import Order
from catalog.orders import OrderRepository

PENDING, PAID, PACKED, SHIPPED, RECENT, OLD, CANCELLED, ASKED, REFUNDED = (
    f"SO2026110100{index}" for index in range(1, 10)
)

#: Every change, on an order that allows it.
CHANGES: dict[str, Callable[[OrderRepository, str, str, str], Any]] = {
    "cancel": lambda repository, who, number, key: repository.cancel(who, number, request_id=key),
    "change_quantity": lambda repository, who, number, key: repository.change_quantity(
        who, number, "PHONE", 1, request_id=key
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
    """The orders' numbers, in their order."""
    return [order.number for order in found]
