"""Which product or products a message is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.base import in_thread, shop
from actions.turn import Turn
from catalog.models import Product
from catalog.search import NameMatch
from understanding.references import has_pronoun, how_many, ordinals, pick

SURE = 0.85  # from this score on a name means that product
_NEAR = 3  # products offered instead of one that is not found


@dataclass(frozen=True)
class Reference:
    """What a message points at.

    Attributes:
        products: The products meant, in order of mention.
        unknown: Names that fit no product for sure.
        near: Products that come close to the unknown names.
    """

    products: tuple[Product, ...] = ()
    unknown: tuple[str, ...] = ()
    near: tuple[Product, ...] = ()


async def focused_product(turn: Turn) -> Product | None:
    """The product spoken of last."""
    sku = turn.slot("focus_product")
    return await in_thread(shop().products.get, sku) if sku else None


async def resolve(turn: Turn, *, several: bool = False) -> Reference:
    """Find what a message is about: names, "the second one", "it", or what was spoken of before.

    Args:
        turn: The message.
        several: Whether the question is about more than one product (a comparison).

    Returns:
        The products meant; empty where nothing is named and nothing was spoken of.
    """
    named = await _named(turn)
    products = list(named.products)
    shown: Sequence[str] = turn.slot("shown_products", [])
    positions = ordinals(turn.text)
    if positions:
        products += await in_thread(shop().products.get_many, pick(shown, positions))
    count = how_many(turn.text) if several else None
    if count and not products and not named.unknown:
        products += await in_thread(shop().products.get_many, list(shown[:count]))
    needs_focus = (several and len(products) == 1) or (not products and not named.unknown)
    if needs_focus and (has_pronoun(turn.text) or not products or several):
        focus = await focused_product(turn)
        if focus is not None and focus.sku not in [product.sku for product in products]:
            products.insert(0, focus)
    if several and len(products) < 2 and not named.unknown and not positions:
        others = await in_thread(shop().products.get_many, [s for s in shown if s not in [p.sku for p in products]])
        products += others[: 2 - len(products)]
    unique = {product.sku: product for product in products}
    return Reference(tuple(unique.values()), named.unknown, named.near)


async def _named(turn: Turn) -> Reference:
    """Products that the message names."""
    products: list[Product] = []
    unknown: list[str] = []
    near: list[Product] = []
    for name in turn.values("product"):
        matches = await in_thread(shop().search.find, name, _NEAR + 2)
        best = surest(matches)
        if best is not None:
            products.append(best)
        else:
            unknown.append(name)
            near += [match.product for match in matches]
    unique = {product.sku: product for product in near}
    return Reference(tuple(products), tuple(unknown), tuple(unique.values())[:_NEAR])


def surest(matches: Sequence[NameMatch]) -> Product | None:
    """The product a name means, if one does for sure."""
    return matches[0].product if matches and matches[0].score >= SURE else None


def remember(products: Sequence[Product], *, as_list: bool = False) -> list[dict[str, object]]:
    """Events that remember what was spoken of.

    Args:
        products: The products of the answer.
        as_list: Whether they were shown as a numbered list.
    """
    events: list[dict[str, object]] = []
    if products:
        events.append({"event": "slot", "name": "focus_product", "value": products[0].sku, "timestamp": None})
    if as_list:
        events.append(
            {"event": "slot", "name": "shown_products", "value": [p.sku for p in products], "timestamp": None}
        )
    return events
