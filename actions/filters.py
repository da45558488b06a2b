"""Turns what a customer asks for into the conditions of a product search."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from actions.currency import in_shop_currency
from actions.turn import Turn
from catalog.conditions import Sort
from catalog.lexicon import Lexicon
from catalog.search import SearchQuery
from catalog.spec_filters import SpecFilter
from understanding.answers import colours
from understanding.references import mentions

_AROUND = Decimal("0.2")  # "about 3000" means this share more or less
_CHEAP_TAG = "budget"


@dataclass(frozen=True)
class Filters:
    """Conditions of a search as they are remembered between messages.

    Attributes:
        text: Words that are no condition of their own, for the full-text search.
        brands: Brand ids.
        category: Category id.
        tags: Feature ids.
        price_min: Lower limit, in the shop's currency.
        price_max: Upper limit, in the shop's currency.
        specs: Conditions on specifications.
        in_stock: Only what can be delivered.
        sort: See `SearchQuery.sort`.
        exclude: SKUs not to show again.
        relaxed: Conditions that the last list did not meet.
        colours: Colours to have, as keys of the cue list.
        not_brands: Ids of brands that are not wanted.
        not_tags: Ids of features that are not wanted.
    """

    text: str = ""
    brands: tuple[str, ...] = ()
    category: str | None = None
    tags: tuple[str, ...] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    specs: tuple[SpecFilter, ...] = ()
    in_stock: bool = False
    sort: Sort = "relevance"
    exclude: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    not_brands: tuple[str, ...] = ()
    not_tags: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is no condition but the text."""
        named = self.brands or self.category or self.tags or self.specs or self.colours
        denied = self.not_brands or self.not_tags
        return not (named or denied or self.price_min or self.price_max)

    def query(self, limit: int) -> SearchQuery:
        """The search that these conditions describe."""
        return SearchQuery(
            text=self.text,
            brands=self.brands,
            category=self.category,
            tags=self.tags,
            price_min=self.price_min,
            price_max=self.price_max,
            spec_filters=self.specs,
            in_stock=self.in_stock,
            exclude=self.exclude,
            sort=self.sort,
            limit=limit,
            not_brands=self.not_brands,
            not_tags=self.not_tags,
        )

    def to_slot(self) -> dict[str, Any]:
        """As a slot keeps it (JSON)."""
        return {
            "text": self.text,
            "brands": list(self.brands),
            "category": self.category,
            "tags": list(self.tags),
            "price_min": _text(self.price_min),
            "price_max": _text(self.price_max),
            "in_stock": self.in_stock,
            "specs": [[s.spec, s.op, s.number, s.text] for s in self.specs],
            "sort": self.sort,
            "exclude": list(self.exclude),
            "relaxed": list(self.relaxed),
            "colours": list(self.colours),
            "not_brands": list(self.not_brands),
            "not_tags": list(self.not_tags),
        }

    @classmethod
    def from_slot(cls, kept: dict[str, Any] | None) -> Filters | None:
        """Read what `to_slot` wrote."""
        if not kept:
            return None
        return cls(
            text=kept["text"],
            brands=tuple(kept["brands"]),
            category=kept["category"],
            tags=tuple(kept["tags"]),
            price_min=_decimal(kept["price_min"]),
            price_max=_decimal(kept["price_max"]),
            in_stock=kept["in_stock"],
            specs=tuple(SpecFilter(*entry) for entry in kept["specs"]),
            sort=kept["sort"],
            exclude=tuple(kept["exclude"]),
            relaxed=tuple(kept.get("relaxed", ())),
            colours=tuple(kept.get("colours", ())),
            not_brands=tuple(kept.get("not_brands", ())),
            not_tags=tuple(kept.get("not_tags", ())),
        )


def read_filters(turn: Turn, lexicon: Lexicon) -> Filters:
    """Read the conditions of one message.

    Entities come first; the whole sentence is scanned too, so that a word the extraction missed still counts.

    Args:
        turn: The message.
        lexicon: The shop's names.

    Returns:
        The conditions.
    """
    category, tags = None, list(lexicon.tags_in(turn.text))
    for surface in turn.values("category"):
        match = lexicon.category(surface)
        if match:
            category = category or match.category.id
            tags += [tag for tag in match.tags if tag not in tags]
    if category is None and (match := lexicon.category_in(turn.text)):
        category = match.category.id
        tags += [tag for tag in match.tags if tag not in tags]
    brands = [brand.id for surface in turn.values("brand") if (brand := lexicon.brand(surface))]
    if not brands and not turn.values("product"):
        brands = list(lexicon.brands_in(turn.text))
    not_brands, not_tags = lexicon.denied_in(turn.text)
    if mentions(turn.text, "cheaper") or mentions(turn.text, "cheapest"):
        tags = [tag for tag in tags if tag != _CHEAP_TAG]  # a wish about the price, not a feature
    price_min, price_max = price_bounds(turn)
    sort: Sort = "relevance"
    if mentions(turn.text, "cheapest"):
        sort = "price_asc"
    elif mentions(turn.text, "dearest"):
        sort = "price_desc"
    return Filters(
        text=_search_text(turn),
        brands=tuple(brand for brand in dict.fromkeys(brands) if brand not in not_brands),
        category=category,
        tags=tuple(tag for tag in dict.fromkeys(tags) if tag not in not_tags),
        price_min=price_min,
        price_max=price_max,
        specs=tuple(lexicon.spec_filters_in(turn.text)),
        in_stock=mentions(turn.text, "in_stock"),
        sort=sort,
        colours=tuple(colours(turn.text)),
        not_brands=not_brands,
        not_tags=not_tags,
    )


def price_bounds(turn: Turn) -> tuple[Decimal | None, Decimal | None]:
    """Lower and upper limit of the price that a message sets, in the shop's currency."""
    low: Decimal | None = None
    high: Decimal | None = None
    for amount, role in turn.amounts():
        bottom, top = in_shop_currency(amount.low, amount.currency), in_shop_currency(amount.high, amount.currency)
        if role == "min":
            low = bottom
        elif role == "max":
            high = top
        elif bottom != top:
            low, high = bottom, top
        else:
            low, high = bottom * (1 - _AROUND), top * (1 + _AROUND)
    return low, high


def _search_text(turn: Turn) -> str:
    """What the full-text search gets: the names; the whole sentence only where nothing was recognised."""
    if turn.is_payload:
        return " ".join(turn.values("product"))
    if turn.values("product"):
        return " ".join(turn.values("product"))
    recognised = any(turn.values(kind) for kind in ("brand", "category", "price")) or colours(turn.text)
    return "" if recognised else turn.text


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
