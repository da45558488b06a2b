"""A file without some columns, an import that is interrupted, and customers who order while one is checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import Engine

from catalog import importer
from catalog.__main__ import main
from catalog.engine import create_catalog_engine, reading, upgrade_schema
from catalog.errors import InvalidData
from catalog.importer import import_path
from catalog.models import Product
from catalog.order_schema import customers, orders
from catalog.product_checks import ProductChecks
from catalog.schema import products
from catalog.settings import SHOP_FOLDER
from catalog.shop import Shop

SKU = "PH-IP15"


def _product(engine: Engine, sku: str = SKU) -> Product:
    product = Shop(engine).products.get(sku)
    assert product is not None
    return product


def _file(folder: Path, text: str, name: str = "part.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_has_no_column_stays(filled_engine: Engine, tmp_path: Path) -> None:
    before = _product(filled_engine)
    assert before.aliases and before.tags and len(before.specs) > 5
    report = import_path(filled_engine, _file(tmp_path, f"sku,price,weight\n{SKU},4321.00,172\n"))
    assert (report.added, report.changed) == (0, 1)
    after = _product(filled_engine)
    assert (after.price, after.spec("weight").number) == (4321, 172.0)
    for name in ("names", "brand", "category", "stock", "popularity", "released", "warranty_months", "tags", "summary"):
        assert getattr(after, name) == getattr(before, name), name
    assert after.aliases == before.aliases
    assert {value for value in after.specs if value.spec.id != "weight"} == {
        value for value in before.specs if value.spec.id != "weight"
    }
    assert Shop(filled_engine).search.find(before.aliases[0])[0].product.sku == SKU


def test_an_empty_cell_clears(filled_engine: Engine, tmp_path: Path) -> None:
    import_path(filled_engine, _file(tmp_path, f"sku,aliases,tags,released,summary_en,weight,stock\n{SKU},,,,,,\n"))
    after = _product(filled_engine)
    assert (after.aliases, after.tags, after.released, after.summary.en, after.stock) == ((), (), "", "", 0)
    assert after.spec("weight") is None and after.spec("nfc") is not None


def test_a_new_name_is_found_and_the_old_one_is_not(filled_engine: Engine, tmp_path: Path) -> None:
    import_path(filled_engine, _file(tmp_path, f"sku,name_zh,name_en,aliases\n{SKU},苹果 佐布拉,Apple Zorblax,\n"))
    assert Shop(filled_engine).search.find("Apple Zorblax")[0].product.sku == SKU
    assert _product(filled_engine).brand.id == "apple"


def test_features_follow_when_a_product_changes_its_kind(filled_engine: Engine, tmp_path: Path) -> None:
    import_path(filled_engine, _file(tmp_path, f"sku,category\n{SKU},tablet\n"))
    kinds = "SELECT DISTINCT features.category_id FROM product_specs AS features JOIN products ON id = product_id"
    with reading(filled_engine) as connection:
        found = connection.execute(text(f"{kinds} WHERE sku = :sku"), {"sku": SKU})
        assert found.scalars().all() == ["tablet"]


def test_a_new_product_needs_what_an_old_one_has(filled_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(InvalidData) as error:
        import_path(filled_engine, _file(tmp_path, f"sku,stock\n{SKU},1\nPH-NEW,1\n"))
    assert {(finding.line, finding.column) for finding in error.value.findings} == {
        (3, column) for column in ("brand", "category", "name_zh", "price")
    }


# ---- while others work ----


def test_a_dry_run_begins_no_transaction_that_writes(filled_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "writing", lambda _engine: pytest.fail("a transaction that writes"))
    report = import_path(filled_engine, SHOP_FOLDER, dry_run=True, with_orders=True)
    assert report.changed == Shop(filled_engine).products.count() and report.orders is not None


@pytest.mark.parametrize("dry_run", [True, False])
def test_customers_order_while_an_import_is_checked(
    filled_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dry_run: bool
) -> None:
    import_path(filled_engine, SHOP_FOLDER, with_orders=True)
    shop, check, numbers = Shop(filled_engine), ProductChecks.check, []

    def check_and_order(self: ProductChecks, *arguments: Any) -> None:
        check(self, *arguments)
        click = f"click {len(numbers)}"
        numbers.append(shop.orders.place("C1002", SKU, 1, "1 Main Road", request_id=click).number)

    monkeypatch.setattr(ProductChecks, "check", check_and_order)
    import_path(filled_engine, SHOP_FOLDER, dry_run=dry_run)
    assert len(numbers) > 5
    assert {order.number for order in shop.orders.list_for("C1002", limit=100)} > set(numbers)
    # A file that does not tell the stock writes back none that is older than an order.
    before = _product(filled_engine).stock
    import_path(filled_engine, _file(tmp_path, f"sku,price\n{SKU},4321.00\n"), dry_run=dry_run)
    assert _product(filled_engine).stock == before - 1


# ---- the first start ----


def test_the_first_start_that_is_interrupted_is_done_again(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(importer, "write_order_rows", interrupt)
        with pytest.raises(KeyboardInterrupt):
            main(["--url", empty_url, "init"])
    engine = create_catalog_engine(empty_url)
    assert _counts(engine) == [0, 0, 0]
    assert main(["--url", empty_url, "init"]) == 0
    counts = _counts(engine)
    assert counts[0] > 300 and counts[1] == 8 and counts[2] > 20
    capsys.readouterr()
    assert main(["--url", empty_url, "init"]) == 0
    assert _counts(engine) == counts
    assert "up to date" in capsys.readouterr().out
    engine.dispose()


def test_wrong_orders_of_a_folder_keep_its_products_out(empty_url: str, tmp_path: Path) -> None:
    engine = create_catalog_engine(empty_url)
    upgrade_schema(engine)
    for path in SHOP_FOLDER.glob("*.yml"):
        _file(tmp_path, path.read_text(encoding="utf-8"), path.name)
    (tmp_path / "products").symlink_to(SHOP_FOLDER / "products")
    with (tmp_path / "orders.yml").open("a", encoding="utf-8") as file:
        file.write("- {number: SO9, customer: C1001, state: paid, days_ago: 1, items: [{sku: NOKIA}]}\n")
    with pytest.raises(InvalidData) as error:
        import_path(engine, tmp_path, with_orders=True)
    assert [(finding.file, finding.column) for finding in error.value.findings] == [("orders.yml", "items 1: sku")]
    assert _counts(engine) == [0, 0, 0]
    engine.dispose()


def _counts(engine: Engine) -> list[int]:
    with reading(engine) as connection:
        return [
            int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (products, customers, orders)
        ]
