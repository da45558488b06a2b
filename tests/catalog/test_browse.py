"""Pages of products: the same whether the window holds the whole shop or a few products."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from catalog import browse
from catalog.engine import reading
from catalog.search import SearchQuery
from catalog.shop import Shop
from catalog.spec_filters import SpecFilter

GAMING = SearchQuery(category="laptop", tags=("gaming",))
LARGE_MEMORY = SpecFilter("memory", "min", 32.0)
QUERIES = {
    "a tag": GAMING,
    "a tag of all kinds": SearchQuery(tags=("noise_cancelling",), in_stock=True),
    "a property": SearchQuery(category="laptop", spec_filters=(LARGE_MEMORY,), sort="price_asc"),
    "both": SearchQuery(category="laptop", tags=("gaming",), spec_filters=(LARGE_MEMORY,), sort="price_desc"),
    "a second page": SearchQuery(tags=("noise_cancelling",), limit=3, offset=3, sort="popularity"),
    "without some": SearchQuery(tags=("noise_cancelling",), exclude=("none", "of these")),
    "nothing": SearchQuery(category="mouse", spec_filters=(SpecFilter("memory", "min", 1e9),)),
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
@pytest.mark.parametrize("window", [1, 7, 40])
def test_a_window_changes_no_page(shop: Shop, monkeypatch: pytest.MonkeyPatch, query: SearchQuery, window: int) -> None:
    whole = page(shop, query)
    monkeypatch.setattr(browse, "WINDOW", window)
    part = page(shop, query)
    assert part.ids == whole.ids
    assert part.more or part.total == whole.total, "what is counted in part must not be given as all"


def test_giving_up_a_feature_asks_the_database_no_second_time(shop: Shop) -> None:
    both = QUERIES["both"]
    nearer = both.without(("spec_filters",))
    expected = page(shop, nearer)
    with reading(shop.engine) as connection:
        products = browse.Browse(connection, both)
        products.page(both)
        asked = []
        event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
        assert products.page(nearer) == expected
    assert asked == []


def test_counting_ends_early(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "MOST_COUNTED", 4)
    found = page(shop, SearchQuery(category="laptop", limit=2))
    assert (found.total, found.more, len(found.ids)) == (4, True, 2)
    monkeypatch.setattr(browse, "WINDOW", 3)
    few = page(shop, SearchQuery(tags=("noise_cancelling",), limit=2))
    assert few.more and 2 <= few.total <= 4


def page(shop: Shop, query: SearchQuery) -> browse.Page:
    with reading(shop.engine) as connection:
        return browse.Browse(connection, query).page(query)
