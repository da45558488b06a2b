"""Search: a customer's words and conditions, and the products that come nearest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from catalog import schema
from catalog.browse import Browse
from catalog.conditions import SearchQuery, fits, keep, ordered, present
from catalog.engine import reading
from catalog.lexicon import Lexicon
from catalog.models import Product
from catalog.name_parts import parts_of
from catalog.name_search import NameMatch, NameSearch, Scored
from catalog.normalize import MAX_LENGTH
from catalog.prices import clamped
from catalog.products import load_products
from catalog.question import Question, read_question
from catalog.spec_filters import SpecFilter

#: A product counts as found by its name from this score on.
NAMED = 0.55
#: Names this far behind the best one are not what was meant.
BEHIND = 0.25
#: Conditions in a text choose between names whose scores are this near to the best one's.
ALIKE = 0.03
#: From this score on, a name that does not quite fit is near what was asked for.
NEAR = 0.4


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
        query = replace(
            query,
            text=query.text[:MAX_LENGTH],
            price_min=clamped(query.price_min),
            price_max=clamped(query.price_max),
            limit=max(1, min(query.limit, 100)),
            offset=max(0, query.offset),
        )
        data = self._lexicon.data
        with reading(self._engine) as connection:
            question = read_question(connection, query, self._lexicon, self._names)
            found = self._search(connection, question)
            products = load_products(connection, found.ids, data)
        reason = "" if found.ids and not found.relaxed else ("relaxed" if found.ids else "nothing")
        listed = tuple(products[id] for id in found.ids if id in products)
        return SearchResult(listed, found.total, found.more, found.relaxed, reason)

    def _search(self, connection: Connection, question: Question) -> _Found:
        query, asked = question.query, question.asked
        said = asked is not None and not question.only_conditions(self._lexicon.data)
        scored = self._names.scored(connection, asked) if asked is not None else []
        named = self._named(scored, sure=not said)
        found = self._by_name(connection, query, named) if named else None
        if found:
            return found
        plain = replace(query, text="x" if said else "")
        if said and not plain.filtered:
            near = [match for match in scored if match.related][: query.limit]
            return _Found([match.candidate.id for match in near], len(near), ("text",) if near else ())
        products = Browse(connection, plain)
        if not said:
            page = products.page(plain)
            if page.ids or query.offset:
                return _Found(page.ids, page.total, more=page.more)
        found = self._relaxed(products, plain)
        return self._nearest_first(question, scored, found) if said else found

    @staticmethod
    def _nearest_first(question: Question, scored: list[Scored], found: _Found) -> _Found:
        """The products found without the text, those first whose names are nearest to it."""
        query = question.query
        if query.sort != "relevance" or query.offset or parts_of(question.left, ()).empty:
            return found
        kept = query.without(tuple(name for name in found.relaxed if name not in ("brand", "category")))
        near = [match for match in scored if match.score >= NEAR and fits(kept, match.candidate)]
        best = max((match.score for match in near), default=0.0)
        near = sorted((match for match in near if match.score >= best - 0.005), key=lambda match: match.extra)
        ids = dict.fromkeys([*(match.candidate.id for match in near), *found.ids])
        return replace(found, ids=list(ids)[: query.limit], total=max(found.total, min(len(ids), query.limit)))

    @staticmethod
    def _named(scored: list[Scored], *, sure: bool) -> list[Scored]:
        """Products whose name fits; only a name written in full where the text says something else as well."""
        named = [match for match in scored if match.fits and match.score >= NAMED]
        if sure and not (named and named[0].exact):
            return []
        return [match for match in named if match.score >= named[0].score - BEHIND]

    @staticmethod
    def _by_name(connection: Connection, query: SearchQuery, named: list[Scored]) -> _Found | None:
        """The named products that meet the conditions; features in a name's text are no conditions."""
        candidates = [match.candidate for match in named]
        kept = keep(connection, query, candidates)
        relaxed: tuple[str, ...] = ()
        if not any(match.candidate.id in kept for match in named if match.score >= named[0].score - ALIKE):
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
            for nearer in _nearer(query, drop):
                if not nearer.filtered and query.filtered:
                    continue
                if "price" in drop and query.sort == "relevance":
                    nearer = replace(nearer, sort="price_asc" if query.price_max is not None else "price_desc")
                page = products.page(nearer)
                if page.ids:
                    return _Found(page.ids, page.total, drop, page.more)
        return _Found([], 0)


def _nearer(query: SearchQuery, drop: tuple[str, ...]) -> Iterator[SearchQuery]:
    """The query without some conditions: of several features, first without one of them."""
    plain = query.without(drop)
    only = [name for name in drop if name != "text"]
    if only == ["tags"] and len(query.tags) > 1:
        for tag in query.tags:
            yield replace(plain, tags=tuple(other for other in query.tags if other != tag))
    elif only == ["spec_filters"] and len(query.spec_filters) > 1:
        for each in query.spec_filters:
            yield replace(plain, spec_filters=tuple(other for other in query.spec_filters if other != each))
    yield plain


def _sorted(connection: Connection, query: SearchQuery, ids: list[int]) -> tuple[list[int], int]:
    table = schema.products
    statement = ordered(select(table.c.id).where(table.c.id.in_(ids)), query.sort)
    return [row.id for row in connection.execute(statement)], len(ids)


__all__ = ["NameMatch", "ProductSearch", "SearchQuery", "SearchResult", "SpecFilter"]
