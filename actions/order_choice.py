"""Which order a customer means who does not give its number: by position or by what is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rasa_sdk.events import SlotSet

from actions.base import Events, in_thread, shop
from actions.turn import Turn
from catalog.models import Order, OrderItem, Product
from understanding.references import pick, positions

SHOWN, FOCUS = "shown_orders", "focus_order"
_SHORTEST_NAME = 3  # characters of a piece of a name


def orders_shown(orders: Sequence[Order]) -> Events:
    """Events that remember which orders were listed."""
    return [SlotSet(SHOWN, [order.number for order in orders]), SlotSet(FOCUS, None)]


def order_spoken_of(order: Order) -> Events:
    """Events that remember which order was spoken of."""
    return [SlotSet(FOCUS, order.number)]


def orders_are_the_topic(turn: Turn) -> bool:
    """Whether orders were spoken of last, not products."""
    return bool(turn.slot(SHOWN) or turn.slot(FOCUS))


def numbers_at(turn: Turn, orders: Sequence[Order] = ()) -> list[str]:
    """Numbers of the orders at the positions that the message names, in the list shown last or in these orders."""
    shown: list[str] = turn.slot(SHOWN) or [order.number for order in orders]
    return pick(shown, positions(turn.without_entities, len(shown)))


async def with_what_is_named(turn: Turn, orders: Sequence[Order]) -> list[Order]:
    """The orders that hold what the message names: a product, a brand, a kind; none where it names nothing."""
    return await in_thread(_with_what_is_named, turn, orders)


async def items_named(turn: Turn, order: Order) -> list[OrderItem]:
    """The products of an order that the message names or points at."""
    return await in_thread(_items_named, turn, order)


def _with_what_is_named(turn: Turn, orders: Sequence[Order]) -> list[Order]:
    products = _products(item for order in orders for item in order.items)
    for exactly in (True, False):
        found = [o for o in orders if any(_named(turn, item, products.get(item.sku), exactly) for item in o.items)]
        if found:
            return found
    return []


def _items_named(turn: Turn, order: Order) -> list[OrderItem]:
    products = _products(order.items)
    for exactly in (True, False):
        found = [item for item in order.items if _named(turn, item, products.get(item.sku), exactly)]
        if found:
            return found
    skus = [item.sku for item in order.items]
    picked = pick(skus, positions(turn.without_entities, len(skus)))
    return [item for item in order.items if item.sku in picked]


def _products(items: Iterable[OrderItem]) -> dict[str, Product]:
    return {product.sku: product for product in shop().products.get_many([item.sku for item in items])}


def _named(turn: Turn, item: OrderItem, product: Product | None, exactly: bool) -> bool:
    """Whether the message names this line of an order."""
    written = [_folded(name) for name in (item.names.zh, item.names.en, *(product.aliases if product else ()))]
    names = [_folded(name) for name in turn.values("product")]
    brands, kinds, lexicon = turn.values("brand"), turn.values("category"), shop().lexicon
    if not (names or brands or kinds):
        text = "" if turn.is_payload else _folded(turn.text)
        return len(text) >= _SHORTEST_NAME and any(own in text or (not exactly and text in own) for own in written)
    if names and not any(_is(name, own, exactly) for name in names for own in written):
        return False
    if product is None:
        return bool(names)
    meant_brands = [brand.id for surface in brands if (brand := lexicon.brand(surface))]
    meant_kinds = [match.category.id for surface in kinds if (match := lexicon.category(surface))]
    return (not brands or product.brand.id in meant_brands) and (not kinds or product.category.id in meant_kinds)


def _is(name: str, own: str, exactly: bool) -> bool:
    return name == own if exactly else len(name) >= _SHORTEST_NAME and (name in own or own in name)


def _folded(name: str) -> str:
    return re.sub(r"\s+(?:one|order)$|\s", "", name.lower().strip())
