"""Which product or products a message is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rasa_sdk.events import SlotSet

from actions.base import Events, in_thread, shop
from actions.order_choice import FOCUS, SHOWN
from actions.turn import Turn
from catalog.models import Product
from catalog.search import NameMatch
from understanding.references import has_pronoun, how_many, is_position, mentions, ordinals, pick, positions

SURE = 0.85  # from this score on a name means that product
_NEAR = 3  # products offered instead of one that is not found
_CANDIDATES = 8  # products among which near ones are looked for
_LONGEST_NAME = 80  # characters of a sentence in which a name is looked for


@dataclass(frozen=True)
class Reference:
    """What a message points at.

    Attributes:
        products: The products meant, in order of mention.
        unknown: Names that fit no product for sure.
        near: Products of the same brand or kind that come close to the unknown names.
        line: Products of a line that was named ("MacBook"), of which one must be chosen.
        beyond: Length of the list shown, where the message names a position that it does not have.
    """

    products: tuple[Product, ...] = ()
    unknown: tuple[str, ...] = ()
    near: tuple[Product, ...] = ()
    line: tuple[Product, ...] = ()
    beyond: int | None = None

    @property
    def is_certain(self) -> bool:
        """Whether everything that was named is a product of the shop."""
        return not (self.unknown or self.line or self.beyond)


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
    shown: Sequence[str] = turn.slot("shown_products", [])
    wanted = positions(turn.without_entities, len(shown))
    wanted += [place for name in turn.values("product") if is_position(name) for place in ordinals(name)]
    named = await _named(turn, bool(wanted))
    products = list(named.products)
    picked = pick(shown, wanted)
    products += await in_thread(shop().products.get_many, picked)
    if wanted and shown and len(picked) < len(wanted):
        return Reference(tuple(products), named.unknown, named.near, named.line, len(shown))
    count = how_many(turn.text) if several else None
    if count and not products and named.is_certain:
        products += await in_thread(shop().products.get_many, list(shown[:count]))
    focus = await focused_product(turn) if await _needs_focus(turn, products, named, several) else None
    if focus is not None and focus.sku not in [product.sku for product in products]:
        products.insert(0, focus)
    if several and len(products) < 2 and named.is_certain and not wanted:
        others = await in_thread(shop().products.get_many, [s for s in shown if s not in [p.sku for p in products]])
        products += others[: 2 - len(products)]
    unique = {product.sku: product for product in products}
    return Reference(tuple(unique.values()), named.unknown, named.near, named.line)


async def _needs_focus(turn: Turn, products: list[Product], named: Reference, several: bool) -> bool:
    """Whether the product spoken of last is meant (too)."""
    if has_pronoun(turn.text):
        return not products or (several and len(products) == 1)
    if not named.is_certain or len(products) > (1 if several else 0):
        return False
    return bool(products) or not await _names_something_else(turn)


async def _names_something_else(turn: Turn) -> bool:
    """Whether the message names a brand or a kind that the product spoken of last is not of, or wants the cheapest."""
    if mentions(turn.text, "cheapest") or mentions(turn.text, "dearest"):
        return True
    focus, lexicon = await focused_product(turn), shop().lexicon
    if focus is None:
        return False
    brands = [await in_thread(lexicon.brand, brand) for brand in turn.values("brand")]
    if brands and focus.brand.id not in [brand.id for brand in brands if brand]:
        return True
    kinds = [await in_thread(lexicon.category, kind) for kind in turn.values("category")]
    return bool(kinds) and focus.category.id not in [match.category.id for match in kinds if match]


async def _named(turn: Turn, pointed: bool) -> Reference:
    """Products that the message names."""
    products: list[Product] = []
    unknown: list[str] = []
    near: list[Product] = []
    line: list[Product] = []
    names = [name for name in turn.values("product") if not is_position(name)]
    for name in names:
        matches = await in_thread(shop().search.find, name, _CANDIDATES)
        best = surest(matches)
        family = [match.product for match in matches if _holds(match.product, name)]
        if best is not None:
            products.append(best)
        elif len(family) > 1:
            line += family
        else:
            unknown.append(name)
            near += await in_thread(_alike, name, matches)
    if not names and not pointed and not turn.is_payload and len(turn.text) <= _LONGEST_NAME:
        matches = await in_thread(shop().search.find, turn.text, 2)
        products += [match.product for match in matches[:1] if match.exact]
    return Reference(tuple(products), tuple(unknown), _unique(near)[:_NEAR], _unique(line))


def _holds(product: Product, name: str) -> bool:
    """Whether a product's name holds all words of a name."""
    return any(
        re.search(rf"(?<![a-z0-9]){re.escape(name.lower().strip())}(?![a-z0-9])", own.lower())
        for own in (product.names.zh, product.names.en)
    )


def _alike(name: str, matches: Sequence[NameMatch]) -> list[Product]:
    """Those of some products that share the brand or the kind of an unknown name, or at least one of its words."""
    lexicon = shop().lexicon
    brands, kind = lexicon.brands_in(name), lexicon.category_in(name)
    words = set(re.findall(r"[a-z]{3,}|[\u4e00-\u9fff]{2}", name.lower()))
    alike = []
    for match in matches:
        product = match.product
        own = f"{product.names.zh} {product.names.en}".lower()
        if brands:
            fits = product.brand.id in brands and (kind is None or product.category.id == kind.category.id)
        elif kind is not None:
            fits = product.category.id == kind.category.id
        else:
            fits = any(re.search(rf"(?<![a-z]){word}(?![a-z])", own) for word in words)
        if fits:
            alike.append(product)
    return alike


def _unique(products: Sequence[Product]) -> tuple[Product, ...]:
    return tuple({product.sku: product for product in products}.values())


def surest(matches: Sequence[NameMatch]) -> Product | None:
    """The product a name means, if one does for sure."""
    return matches[0].product if matches and matches[0].score >= SURE else None


def remember(products: Sequence[Product], *, as_list: bool = False) -> Events:
    """Events that remember what was spoken of; orders are not the topic any more.

    Args:
        products: The products of the answer.
        as_list: Whether they were shown as a numbered list.
    """
    events = [SlotSet(SHOWN, None), SlotSet(FOCUS, None)]
    if products:
        events.append(SlotSet("focus_product", products[0].sku))
    if as_list:
        events.append(SlotSet("shown_products", [product.sku for product in products]))
    return events
