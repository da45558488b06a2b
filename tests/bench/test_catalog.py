"""What the benchmark of the catalogue says of an import and of memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.catalog import GROWTH_MIB, is_flat
from bench.csv_import import import_csv
from catalog.shop import Shop


def test_files_of_generated_products_are_imported_as_a_shop_does_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    result = import_csv(url, 60)
    shop = Shop.open(url)
    assert shop.products.count() == result["rows"] == 60
    product = shop.products.get("B00000007")
    assert product is not None and len(product.specs) == 7 and len(product.tags) == 3
    assert result["rows_per_minute"] > 0 and result["memory_mib"] > 10
    shop.close()


@pytest.mark.parametrize(("more", "flat"), [(0, True), (GROWTH_MIB, True), (GROWTH_MIB + 1, False)])
def test_memory_is_judged_on_each_database_by_itself(more: int, flat: bool) -> None:
    results = [
        {"backend": "sqlite", "products": 1000, "memory_mib": 80},
        {"backend": "mysql", "products": 100_000, "memory_mib": 300 + more},
        {"backend": "mysql", "products": 1000, "memory_mib": 300},
    ]
    assert is_flat(results) is flat
