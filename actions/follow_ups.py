"""Combining a follow-up ("cheaper ones", "还有别的吗") with the search before it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from actions.filters import Filters
from actions.turn import Turn
from catalog.models import Product
from understanding.references import mentions

_LEAST = Decimal(1)  # "cheaper" and "dearer" mean at least so much below or above the product spoken of


def follow_up(new: Filters, last: Filters | None, spoken_of: Product | None, turn: Turn) -> Filters:
    """Combine a follow-up ("cheaper ones", "还有别的吗", "from Sony?") with the search before it.

    Args:
        new: The conditions of this message.
        last: Those of the last search.
        spoken_of: The product spoken of last; "cheaper" means cheaper than this one.
        turn: The message.

    Returns:
        The conditions to search with.
    """
    if mentions(turn.text, "cheaper") and spoken_of:
        merged = _refined(last or _like(spoken_of), new)
        ceiling = new.price_max or spoken_of.price - _LEAST
        return replace(merged, price_max=ceiling, price_min=new.price_min, text="", exclude=(), relaxed=())
    if mentions(turn.text, "dearer") and spoken_of:
        merged = _refined(last or _like(spoken_of), new)
        return replace(
            merged,
            price_min=new.price_min or spoken_of.price + _LEAST,
            price_max=None,
            sort="price_asc",
            text="",
            exclude=(),
            relaxed=(),
        )
    if mentions(turn.text, "more") and last and new.category in (None, last.category) and not turn.values("product"):
        return _refined(last, new)
    refines = new.category is None and not turn.values("product") and not new.is_empty
    if last and refines:
        return replace(_refined(last, new), exclude=(), relaxed=(), text="" if new.colours else last.text)
    return new


def _refined(base: Filters, new: Filters) -> Filters:
    """The earlier conditions with those that the new message sets."""
    return replace(
        base,
        brands=new.brands or tuple(brand for brand in base.brands if brand not in new.not_brands),
        category=new.category or base.category,
        tags=tuple(tag for tag in dict.fromkeys((*base.tags, *new.tags)) if tag not in new.not_tags),
        price_min=new.price_min if new.price_min or new.price_max else base.price_min,
        price_max=new.price_max if new.price_min or new.price_max else base.price_max,
        specs=new.specs or base.specs,
        in_stock=new.in_stock or base.in_stock,
        colours=new.colours or base.colours,
        # What was said last counts: Apple after all.
        not_brands=(*(brand for brand in base.not_brands if brand not in new.brands), *new.not_brands),
        not_tags=(*(tag for tag in base.not_tags if tag not in new.tags), *new.not_tags),
        sort=new.sort if new.sort != "relevance" else base.sort,
    )


def _like(product: Product) -> Filters:
    return Filters(category=product.category.id)
