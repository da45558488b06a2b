"""The search test set: what customers type, and what they must find."""

from __future__ import annotations

from pathlib import Path

import yaml

from catalog.search import SearchQuery
from catalog.shop import Shop

QUERIES = Path(__file__).with_name("search_queries.yml")
FIRST, FIVE, SLICE = 0.90, 0.97, 0.92


def load_queries() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """The queries with their SKUs, by slice."""
    slices = yaml.safe_load(QUERIES.read_text(encoding="utf-8"))
    return {name: [(str(query), tuple(skus)) for query, *skus in entries] for name, entries in slices.items()}


def test_the_set_is_large_and_names_products_that_exist(shop: Shop) -> None:
    slices = load_queries()
    queries = [query for entries in slices.values() for query, _ in entries]
    assert len(queries) >= 420 and len(set(queries)) == len(queries)
    assert set(slices) == {"zh", "en", "mixed", "pinyin", "typo", "alias", "filter"}
    skus = {sku for entries in slices.values() for _, right in entries for sku in right}
    assert {product.sku for product in shop.products.get_many(sorted(skus))} == skus


def test_customers_find_what_they_look_for(shop: Shop) -> None:
    first: dict[str, float] = {}
    five: dict[str, float] = {}
    missed = []
    slices = load_queries()
    for name, entries in slices.items():
        firsts = fives = 0
        for query, right in entries:
            found = [product.sku for product in shop.search.search(SearchQuery(text=query)).products]
            firsts += found[:1] != [] and found[0] in right
            fives += not set(found).isdisjoint(right)
            if not found or found[0] not in right:
                missed.append(f"{name}: {query!r} gives {found}, right: {right[:3]}")
        first[name], five[name] = firsts / len(entries), fives / len(entries)
    total = sum(map(len, slices.values()))
    all_first = sum(first[name] * len(entries) for name, entries in slices.items()) / total
    all_five = sum(five[name] * len(entries) for name, entries in slices.items()) / total
    report = "\n".join([f"hit@1 {all_first:.3f} hit@5 {all_five:.3f}", f"{first}", f"{five}", *missed])
    print(report)
    assert all_first >= FIRST and all_five >= FIVE, report
    assert min(five["typo"], five["pinyin"]) >= SLICE, report
