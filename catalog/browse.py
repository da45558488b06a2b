"""The products that meet conditions, page by page in the order asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.engine import Connection

from catalog import schema
from catalog.conditions import SearchQuery, by_index, has_feature, of_products, order, ordered, where

#: Totals are counted up to here.
MOST_COUNTED = 50
#: So many products of the order are looked at first where features are asked for.
WINDOW = 400


@dataclass(frozen=True)
class Page:
    """Products of a page.

    Attributes:
        ids: Row numbers, in the order asked for.
        total: How many were counted: `MOST_COUNTED` at most, and the page's end where each costs a long look.
        more: Whether there may be more than that.
    """

    ids: list[int]
    total: int
    more: bool


class Browse:
    """Looks through the products for one question and for nearer ones that ask for less.

    Features are looked up for every product that comes before the last one shown. In a large catalogue the first
    `WINDOW` of the order usually have enough for a page; only where they do not, all others are looked at. What each
    product of a window has is kept, so that giving up a feature costs no other look.
    """

    def __init__(self, connection: Connection, query: SearchQuery) -> None:
        """Begin.

        Args:
            connection: To the shop's database.
            query: Has all features that will be asked for.
        """
        self._connection = connection
        self._features = query.features
        self._windows: dict[SearchQuery, list[tuple[int, ...]]] = {}

    def page(self, query: SearchQuery) -> Page:
        """The products that meet all conditions.

        Args:
            query: Its features are some of those given at the beginning.
        """
        end = query.offset + query.limit
        most = max(MOST_COUNTED, end)
        if query.features:
            rows = self._window(query)
            asked = [1 + self._features.index(feature) for feature in query.features]
            ids = [row[0] for row in rows[:WINDOW] if all(row[place] for place in asked)]
            whole = len(rows) <= WINDOW
            if whole or len(ids) > end:
                return Page(ids[query.offset : end], min(len(ids), most), len(ids) > most or not whole)
            most = end
        statement = ordered(select(schema.products.c.id).where(*where(query)), query.sort).limit(most + 1)
        statement = by_index(statement, query)
        ids = [row[0] for row in self._connection.execute(statement)]
        return Page(ids[query.offset : end], min(len(ids), most), len(ids) > most)

    def _window(self, query: SearchQuery) -> list[tuple[int, ...]]:
        """The first products and, of each, which features it has; one more than `WINDOW` where there are more."""
        plain = replace(query, text="", tags=(), not_tags=(), spec_filters=(), limit=1, offset=0)
        if plain not in self._windows:
            table = schema.products
            # Nothing more than the order needs, or indexes do not suffice.
            columns = {table.c.id: None, **dict.fromkeys(order(plain.sort, table))}
            statement = ordered(select(*columns).where(*of_products(plain)), plain.sort).limit(WINDOW + 1)
            first = by_index(statement, plain).subquery("first")
            features = [has_feature(each, first.c.id).label(f"f{n}") for n, each in enumerate(self._features)]
            statement = ordered(select(first.c.id, *features), plain.sort, first)
            self._windows[plain] = [tuple(row) for row in self._connection.execute(statement)]
        return self._windows[plain]
