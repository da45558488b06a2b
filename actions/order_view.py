"""How orders are written in an answer."""

from __future__ import annotations

from collections.abc import Sequence

from actions.phrases import day, joined, money, phrase
from actions.product_view import MAX_BUTTONS, payload
from catalog.models import Order
from catalog.shop_time import local_day


def items_text(order: Order, language: str) -> str:
    """What is in an order."""
    return joined(
        language,
        [phrase(language, "order_item", name=item.names.get(language), quantity=item.quantity) for item in order.items],
    )


def state_text(order: Order, language: str) -> str:
    """The order's state in words."""
    return phrase(language, f"order_state.{order.state}")


def order_line(order: Order, language: str) -> str:
    """One line about an order."""
    return phrase(
        language,
        "order_line",
        number=order.number,
        state=state_text(order, language),
        items=items_text(order, language),
        total=money(order.total, order.currency),
        placed=day(language, local_day(order.created_at)),
    )


def order_lines(orders: Sequence[Order], language: str) -> str:
    """Several orders, one a line."""
    return "\n".join(order_line(order, language) for order in orders)


def order_buttons(orders: Sequence[Order], language: str, intent: str = "inform") -> list[dict[str, str]]:
    """A button for each order."""
    return [
        {
            "title": phrase(language, "order_button", number=order.number, items=items_text(order, language)[:40]),
            "payload": payload(intent, order_number=order.number),
        }
        for order in orders[:MAX_BUTTONS]
    ]


def item_buttons(order: Order, language: str) -> list[dict[str, str]]:
    """A button for each product of an order."""
    names = [item.names.get(language) for item in order.items[:MAX_BUTTONS]]
    return [{"title": name, "payload": payload("inform", product=name)} for name in names]


def confirm_buttons(language: str) -> list[dict[str, str]]:
    """Yes and no."""
    return [
        {"title": phrase(language, "button_yes"), "payload": "/affirm"},
        {"title": phrase(language, "button_no"), "payload": "/deny"},
    ]
