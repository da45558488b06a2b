"""Search: a customer's words and conditions, and the products that come nearest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from catalog import schema
from catalog.asked_name import AskedName
from catalog.browse import Browse
from catalog.conditions import SearchQuery, keep, ordered, present
from catalog.engine import reading
from catalog.fillers import without_fillers
from catalog.lexicon import Lexicon
from catalog.models import Product
from catalog.name_search import NameMatch, NameSearch, Scored
from catalog.normalize import contains_cjk, pinyin
from catalog.prices import price_bounds
from catalog.products import load_products
from catalog.spec_filters import SpecFilter, without_amounts

#: A product counts as found by its name from this score on.
NAMED = 0.55
#: Names this far behind the best one are not what was meant.
BEHIND = 0.25
#: So many letters (of pinyin, for Chinese) beside known words say nothing.
_LEFT_LETTERS = 3


@dataclass(frozen=True)
class SearchResult:
    """What was found.

    Attributes:
        products: In the order asked for.
        total: How many were counted.
        more: Whether there may be more than that.
        relaxed: Conditions that had to go: `text`, `spec_filters`, `tags`, `brand`, `stock`, `category`, `price`.
        reason: Empty, `relaxed` (nothing met all conditions: `products` are near), or `nothing`.
    """

    products: tuple[Product, ...] = ()
    total: int = 0
    more: bool = False
    relaxed: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class _Found:
    """Row numbers of the products of a page; the rest as in `SearchResult`."""

    ids: list[int]
    total: int
    relaxed: tuple[str, ...] = ()
    more: bool = False


class ProductSearch:
    """Finds products by name and by conditions."""

    def __init__(self, engine: Engine, lexicon: Lexicon) -> None:
        self._engine = engine
        self._lexicon = lexicon
        self._names = NameSearch(engine, lexicon)

    def find(self, name: str, limit: int = 5) -> list[NameMatch]:
        """Which product does a customer mean?

        Args:
            name: As the customer wrote it.
            limit: Most products.

        Returns:
            The best first; a score of at least 0.85 means "that one".
        """
        return self._names.find(name, limit)

    def refresh(self) -> None:
        """Forget what is kept of the names, after an import."""
        self._names.refresh()

    def search(self, query: SearchQuery) -> SearchResult:
        """Products for a query.

        Args:
            query: Conditions and a text; what the text says about brand, kind, features and price is used
                where the query has no such condition itself.

        Returns:
            The products that meet everything, or else the nearest with the conditions that had to go.
        """
        query = replace(query, limit=max(1, min(query.limit, 100)), offset=max(0, query.offset))
        data = self._lexicon.data
        with reading(self._engine) as connection:
            query, asked = self._understand(connection, query)
            found = self._search(connection, query, asked)
            products = load_products(connection, found.ids, data)
        reason = "" if found.ids and not found.relaxed else ("relaxed" if found.ids else "nothing")
        listed = tuple(products[id] for id in found.ids if id in products)
        return SearchResult(listed, found.total, found.more, found.relaxed, reason)

    def _understand(self, connection: Connection, query: SearchQuery) -> tuple[SearchQuery, AskedName | None]:
        if not query.text.strip():
            return replace(query, text=""), None
        lexicon, text = self._lexicon, query.text
        asked = self._names.read(connection, text)
        low, high = price_bounds(text)
        free = query.price_min is None and query.price_max is None
        return (
            replace(
                query,
                brands=query.brands or asked.brands,
                category=query.category or asked.category,
                tags=tuple(dict.fromkeys((*query.tags, *lexicon.tags_in(text)))),
                spec_filters=_merged(query.spec_filters, lexicon.spec_filters_in(text)),
                price_min=low if free else query.price_min,
                price_max=high if free else query.price_max,
            ),
            asked,
        )

    def _search(self, connection: Connection, query: SearchQuery, asked: AskedName | None) -> _Found:
        said = asked is not None and not self._only_conditions(asked, query)
        if asked is not None:
            named = self._named(connection, asked, sure=not said)
            found = self._by_name(connection, query, named) if named else None
            if found:
                return found
        plain = replace(query, text="x" if said else "")
        if said and not plain.filtered:
            near = self._names.scored(connection, asked)[: query.limit] if asked else []
            return _Found([match.candidate.id for match in near], len(near), ("text",) if near else ())
        products = Browse(connection, plain)
        if not said:
            page = products.page(plain)
            if page.ids or query.offset:
                return _Found(page.ids, page.total, more=page.more)
        return self._relaxed(products, plain)

    def _named(self, connection: Connection, asked: AskedName, *, sure: bool) -> list[Scored]:
        """Products whose name fits; only a name written in full where the text says something else as well."""
        scored = [match for match in self._names.scored(connection, asked) if match.fits and match.score >= NAMED]
        if sure and not (scored and scored[0].exact):
            return []
        return [match for match in scored if match.score >= scored[0].score - BEHIND]

    @staticmethod
    def _by_name(connection: Connection, query: SearchQuery, named: list[Scored]) -> _Found | None:
        """The named products that meet the conditions; features in a name's text are no conditions."""
        candidates = [match.candidate for match in named]
        kept = keep(connection, query, candidates)
        relaxed: tuple[str, ...] = ()
        if not kept:
            soft = query.without(("tags", "spec_filters"))
            kept = keep(connection, soft, candidates)
            if not kept:
                kept = keep(connection, soft.without(("price", "stock", "category")), candidates)
                relaxed = tuple(name for name in present(query) if name in ("price", "stock", "category"))
        chosen = [match for match in named if match.candidate.id in kept]
        if not chosen:
            return None
        best = [match for match in chosen if match.score >= chosen[0].score - 0.15] or chosen
        wanted = [match.candidate.id for match in (best if query.sort != "relevance" else chosen)]
        if query.sort != "relevance":
            wanted, _ = _sorted(connection, query, wanted)
        return _Found(wanted[query.offset : query.offset + query.limit], len(wanted), relaxed)

    def _only_conditions(self, asked: AskedName, query: SearchQuery) -> bool:
        """Whether the text holds nothing beyond the words for features, properties and amounts."""
        if asked.bare:
            return query.filtered
        data = self._lexicon.data
        sentence = data.sentence(without_fillers(without_amounts(asked.text)))
        found = [*data.tag_matcher.scan(sentence), *data.spec_matcher.scan(sentence)]
        rest = sentence.rest(found)
        letters = sum(len(pinyin(char)) if contains_cjk(char) else char.isalpha() for char in rest)
        digits = any(char.isdigit() for char in rest)
        priced = query.price_min is not None or query.price_max is not None
        return query.filtered and letters <= _LEFT_LETTERS and (priced or not digits)

    @staticmethod
    def _relaxed(products: Browse, query: SearchQuery) -> _Found:
        """Give up as few conditions as possible, price and kind last."""
        names = present(query)
        hard = [name for name in names if name in ("category", "price")]
        soft = [name for name in names if name not in hard]
        tried = [combination for size in range(1, len(soft) + 1) for combination in combinations(soft, size)]
        tried += [(*combination, "price") for combination in [(), *tried] if "price" in names]
        tried.append(names)
        for drop in tried:
            if "text" in names and "text" not in drop:
                continue
            nearer = query.without(drop)
            if not nearer.filtered and query.filtered:
                continue
            if "price" in drop and query.sort == "relevance":
                nearer = replace(nearer, sort="price_asc" if query.price_max is not None else "price_desc")
            page = products.page(nearer)
            if page.ids:
                return _Found(page.ids, page.total, drop, page.more)
        return _Found([], 0)


def _merged(given: tuple[SpecFilter, ...], read: tuple[SpecFilter, ...]) -> tuple[SpecFilter, ...]:
    known = {condition.spec for condition in given}
    return (*given, *(condition for condition in read if condition.spec not in known))


def _sorted(connection: Connection, query: SearchQuery, ids: list[int]) -> tuple[list[int], int]:
    table = schema.products
    statement = ordered(select(table.c.id).where(table.c.id.in_(ids)), query.sort)
    return [row.id for row in connection.execute(statement)], len(ids)


__all__ = ["NameMatch", "ProductSearch", "SearchQuery", "SearchResult", "SpecFilter"]
