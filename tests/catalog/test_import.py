"""Import and export: findings in words, all or nothing, upsert."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine

from catalog.__main__ import main
from catalog.errors import CatalogError, InvalidData
from catalog.exporter import export_folder
from catalog.importer import import_path
from catalog.settings import SHOP_FOLDER
from catalog.shop import Shop

HEADER = (
    "sku,brand,category,name_zh,name_en,aliases,price,stock,popularity,released,warranty_months,tags,"
    "summary_zh,summary_en"
)


@pytest.fixture
def engine(filled_engine: Engine) -> Engine:
    return filled_engine


def _csv(folder: Path, *rows: str, header: str = HEADER + ",weight,nfc") -> Path:
    path = folder / "new.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_new_product_is_found_at_once(engine: Engine, tmp_path: Path) -> None:
    shop = Shop(engine)
    assert all(match.score < 0.75 for match in shop.search.find("Zorblax 77"))
    row = "PH-ZX77,xiaomi,smartphone,小米 Zorblax 77,Xiaomi Zorblax 77,,1999,5,10,2025-01,12,5g,好,good,180,yes"
    report = import_path(engine, _csv(tmp_path, row))
    assert (report.added, report.changed) == (1, 0)
    found = Shop(engine).search.find("Zorblax 77")
    assert found[0].product.sku == "PH-ZX77" and found[0].score >= 0.85
    assert shop.search.find("xiaomi zorblax77")[0].product.sku == "PH-ZX77"


def test_upsert_by_sku(engine: Engine, tmp_path: Path) -> None:
    before = Shop(engine).products.count()
    row = "PH-IP15,apple,smartphone,苹果 iPhone 15,Apple iPhone 15,iPhone 15,4321.5,3,10,2023-09,12,5g,好,good,171,yes"
    for _ in range(2):
        report = import_path(engine, _csv(tmp_path, row))
        assert (report.added, report.changed) == (0, 1)
    shop = Shop(engine)
    product = shop.products.get("PH-IP15")
    assert product is not None and str(product.price) == "4321.50" and product.stock == 3
    assert product.aliases == ("iPhone 15",)
    weight = product.spec("weight")
    assert weight is not None and (weight.text, weight.number) == ("171", 171.0)
    assert shop.products.count() == before
    with engine.connect() as connection:
        counted = connection.execute(text("SELECT count(*) FROM product_search")).scalar_one()
    assert counted == before


def test_findings_say_where_and_what_and_nothing_is_written(engine: Engine, tmp_path: Path) -> None:
    good = "PH-NEW1,xiaomi,smartphone,小米 新,Xiaomi New One,,1999,5,10,2025-01,12,5g,好,good,180,yes"
    bad = [
        "PH-NEW2,nokia,smartphone,a,b,,abc,5,10,2025-01,12,5g,,,180,yes",
        "ph new,xiaomi,smartphone,a,b,,10,-5,x,2025-13,12,nope,,,heavy,maybe",
        "PH-NEW1,xiaomi,smartphone,a,b,,10,1,1,,12,,,,,",
        "PH-NEW3,xiaomi,smartphone,too,few",
    ]
    before = Shop(engine).products.count()
    with pytest.raises(InvalidData) as caught:
        import_path(engine, _csv(tmp_path, good, *bad, header=HEADER + ",weight,nfc"))
    places = {(finding.line, finding.column) for finding in caught.value.findings}
    assert places >= {
        (3, "brand"), (3, "price"), (4, "sku"), (4, "stock"), (4, "popularity"), (4, "released"), (4, "tags"),
        (4, "weight"), (4, "nfc"), (5, "sku"), (6, ""),
    }  # fmt: skip
    assert all(finding.file == "new.csv" and finding.message.endswith(".") for finding in caught.value.findings)
    assert Shop(engine).products.count() == before
    assert Shop(engine).products.get("PH-NEW1") is None


def test_unknown_column(engine: Engine, tmp_path: Path) -> None:
    row = "PH-NEW1,xiaomi,smartphone,小米 新,Xiaomi New,,1999,5,10,2025-01,12,5g,好,good,180"
    with pytest.raises(InvalidData) as caught:
        import_path(engine, _csv(tmp_path, row, header=HEADER + ",wieght"))
    assert [(finding.line, finding.column) for finding in caught.value.findings] == [(1, "wieght")]


def test_dry_run_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    row = "PH-NEW1,xiaomi,smartphone,小米 新,Xiaomi New,,1999,5,10,2025-01,12,5g,好,good,180,yes"
    assert import_path(engine, _csv(tmp_path, row), dry_run=True).added == 1
    assert Shop(engine).products.get("PH-NEW1") is None


def test_json_and_xlsx(engine: Engine, tmp_path: Path) -> None:
    from openpyxl import Workbook

    entry = {
        "sku": "PH-NEW1", "brand": "xiaomi", "category": "smartphone", "name_zh": "小米 甲", "name_en": "Xiaomi Alpha",
        "price": 1999, "stock": 5, "tags": ["5g"], "specs": {"weight": 180, "nfc": True},
    }  # fmt: skip
    path = tmp_path / "new.json"
    path.write_text(json.dumps([entry]), encoding="utf-8")
    assert import_path(engine, path).added == 1
    product = Shop(engine).products.get("PH-NEW1")
    assert product is not None and product.tags == ("5g",) and len(product.specs) == 2

    book = Workbook()
    book.active.append(["sku", "brand", "category", "name_zh", "name_en", "price", "stock", "weight"])
    book.active.append(["PH-NEW2", "xiaomi", "smartphone", "小米 乙", "Xiaomi Beta", 2999.5, 7, 190])
    book.save(tmp_path / "new.xlsx")
    assert import_path(engine, tmp_path / "new.xlsx").added == 1
    product = Shop(engine).products.get("PH-NEW2")
    assert product is not None and str(product.price) == "2999.50"


def test_unreadable_files(engine: Engine, tmp_path: Path) -> None:
    broken = tmp_path / "new.json"
    broken.write_text("{", encoding="utf-8")
    for path in (tmp_path / "none.csv", broken, tmp_path):
        if path is tmp_path:
            (tmp_path / "brands.yml").write_text("- id: [x\n", encoding="utf-8")
        with pytest.raises((CatalogError, InvalidData)):
            import_path(engine, path)


def test_wrong_references_in_yaml(empty_engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "categories.yml").write_text(
        "- id: phone\n  zh: 手机\n  en: phone\n  specs: [wieght]\n", encoding="utf-8"
    )
    with pytest.raises(InvalidData) as caught:
        import_path(empty_engine, tmp_path)
    finding = caught.value.findings[0]
    assert (finding.file, finding.line, finding.column) == ("categories.yml", 4, "specs")
    assert "wieght" in finding.message


def test_export_can_be_imported_again(engine: Engine, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    count = export_folder(engine, first)
    assert count == Shop(engine).products.count()
    report = import_path(engine, first)
    assert (report.added, report.changed) == (0, count)
    export_folder(engine, second)
    for path in sorted(first.rglob("*.*")):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes()
    with (first / "products" / "smartphone.csv").open(encoding="utf-8", newline="") as file:
        assert any(row["sku"] == "PH-IP15" for row in csv.DictReader(file))


def test_promotions(engine: Engine) -> None:
    shop, today = Shop(engine), date.today()
    active = shop.promotions.active(today)
    assert active and all(promotion.starts <= today <= promotion.ends for promotion in active)
    assert shop.promotions.active(today + timedelta(days=5000)) == []
    product = shop.products.get("PH-IP15")
    assert product is not None
    price, promotion = shop.promotions.price_after(product, today)
    assert price <= product.price and (promotion is None) == (price == product.price)
    for one in shop.promotions.active(today, sku=product.sku, brand="apple", category="smartphone"):
        assert one.brand in (None, "apple") and one.category in (None, "smartphone") and one.sku in (None, product.sku)


def test_command_line(empty_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = empty_url
    assert main(["--url", url, "import", str(SHOP_FOLDER)]) == 0
    assert "Left alone: customers.yml and orders.yml. With --customers" in capsys.readouterr().out
    assert main(["--url", url, "import", str(SHOP_FOLDER), "--customers", "--dry-run"]) == 0
    assert "Would be imported: 8 customers, " in capsys.readouterr().out
    assert main(["--url", url, "import", str(SHOP_FOLDER), "--customers"]) == 0
    assert "Imported: 8 customers, " in capsys.readouterr().out
    assert main(["--url", url, "export", str(tmp_path / "out")]) == 0
    bad = _csv(tmp_path, "PH-NEW2,nokia,smartphone,a,b,,abc,5,10,2025-01,12,5g,,,180,yes")
    assert main(["--url", url, "import", str(bad)]) == 1
    assert "new.csv, line 2, column brand" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
