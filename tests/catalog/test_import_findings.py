"""What is wrong with a product file is said in words, with line and column."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from catalog.errors import CatalogError, Finding, InvalidData
from catalog.importer import ImportReport, import_path
from catalog.settings import SHOP_FOLDER
from catalog.shop import Shop

PRODUCT = {
    "sku": "PH-NEW1", "brand": "xiaomi", "category": "smartphone", "name_zh": "小米 甲", "name_en": "Xiaomi Alpha",
    "price": "1999.00", "stock": "5",
}  # fmt: skip


def _check(shop: Shop, path: Path) -> ImportReport:
    """Import without writing, so that all tests can use one shop."""
    return import_path(shop.engine, path, dry_run=True)


def _findings(shop: Shop, path: Path) -> tuple[Finding, ...]:
    with pytest.raises(InvalidData) as error:
        _check(shop, path)
    return error.value.findings


def _csv(folder: Path, text: str, name: str = "new.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def _table(cells: dict[str, str]) -> str:
    row = (f'"{cell}"' if "," in cell else cell for cell in cells.values())
    return f"{','.join(cells)}\n{','.join(row)}\n"


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("price", "4599,00", "no price"),
        ("price", "45,99", "no price"),
        ("price", "4_599", "no price"),
        ("price", "４５９９", "no price"),
        ("price", "4599.999", "no price"),
        ("price", "nan", "no price"),
        ("price", "1e999", "no price"),
        ("price", "-1", "no price"),
        ("price", "", "no price"),
        ("price", "99999999999", "no price"),
        ("stock", "1_0", "no whole number"),
        ("stock", "5.0", "no whole number"),
        ("weight", "nan", "no number"),
        ("weight", "inf", "no number"),
        ("weight", "1e999", "no number"),
        ("weight", "1_80", "no number"),
        ("weight", "1,80", "no number"),
        ("name_zh", "长" * 201, "longer than 200"),
        ("aliases", "短|" + "长" * 201, "longer than 200"),
        ("summary_zh", "长" * 10_001, "longer than 10000"),
        ("processor", "x" * 401, "longer than 400"),
        ("released", "2024-13", "no month"),
        ("released", "2024-12-99", "no month"),
        ("currency", "USD", "is not CNY, in which the shop has its other prices"),
        ("currency", "yuan", "no currency"),
    ],
)
def test_a_cell_that_is_wrong(shop: Shop, tmp_path: Path, column: str, cell: str, words: str) -> None:
    (finding,) = _findings(shop, _csv(tmp_path, _table({**PRODUCT, column: cell})))
    assert (finding.file, finding.line, finding.column) == ("new.csv", 2, column)
    assert words in finding.message and finding.message.endswith(".")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("price", "4,599.00"), ("price", "4599.900"), ("price", "0"), ("weight", "1,180.5"), ("weight", "-1e-3"),
        ("released", "2024"), ("released", "2024-09-30"), ("aliases", "甲|甲| 甲 |乙"), ("currency", "CNY"),
    ],
)  # fmt: skip
def test_a_cell_that_is_right(shop: Shop, tmp_path: Path, column: str, cell: str) -> None:
    assert _check(shop, _csv(tmp_path, _table({**PRODUCT, column: cell}))).added == 1


@pytest.mark.parametrize(
    ("currencies", "wrong"),
    [(("USD", "", "CNY", "USD"), [4]), (("", "USD", "CNY"), [3]), (("EUR", "EUR"), [])],
)
def test_the_first_product_decides_in_which_currency_a_shop_is(
    empty_engine: Engine, tmp_path: Path, currencies: tuple[str, ...], wrong: list[int]
) -> None:
    for name in ("brands", "categories"):
        _csv(tmp_path, f"- {{id: {name[0]}, zh: 一, en: one}}\n", f"{name}.yml")
    (tmp_path / "products").mkdir()
    lines = [f"X{number},b,c,甲,1,{currency}" for number, currency in enumerate(currencies)]
    _csv(tmp_path / "products", "\n".join(["sku,brand,category,name_zh,price,currency", *lines]))
    try:
        found: tuple[Finding, ...] = ()
        import_path(empty_engine, tmp_path, dry_run=True)
    except InvalidData as error:
        found = error.findings
    assert [(finding.line, finding.column) for finding in found] == [(line, "currency") for line in wrong]


def test_the_same_product_in_two_files(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "products").mkdir()
    for name in ("a.csv", "b.csv"):
        _csv(tmp_path / "products", _table(PRODUCT), name)
    (finding,) = _findings(shop, tmp_path)
    assert (finding.file, finding.line, finding.column) == ("b.csv", 2, "sku")
    assert "line 2 of a.csv" in finding.message


def test_a_column_twice(shop: Shop, tmp_path: Path) -> None:
    path = _csv(tmp_path, "sku,price,brand,price\nPH-NEW1,1,xiaomi,2\n")
    assert [(finding.line, finding.column) for finding in _findings(shop, path)] == [(1, "price")]


@pytest.mark.parametrize(("head", "row"), [(",", ""), (",,", ","), ("", ",,"), (",", ","), (", ,", ",,")])
def test_commas_at_the_end_of_a_line_are_no_columns(shop: Shop, tmp_path: Path, head: str, row: str) -> None:
    first, second, _ = _table(PRODUCT).split("\n")
    assert _check(shop, _csv(tmp_path, f"{first}{head}\n{second}{row}\n")).added == 1


def test_a_cell_without_a_column(shop: Shop, tmp_path: Path) -> None:
    first, second, _ = _table(PRODUCT).split("\n")
    (finding,) = _findings(shop, _csv(tmp_path, f",{first}\n,{second}\nhere,{second.replace('NEW1', 'NEW2')}\n"))
    assert (finding.line, finding.column) == (3, "") and "no column name" in finding.message
    (finding,) = _findings(shop, _csv(tmp_path, f"{first}\n{second},more\n"))
    assert finding.line == 2 and "put texts with commas in quotes" in finding.message


@pytest.mark.parametrize(("encoding", "guess"), [("gbk", "probably GBK"), ("utf-16", "UTF-16"), ("latin-1", "")])
def test_a_file_in_another_encoding_comes_with_advice(shop: Shop, tmp_path: Path, encoding: str, guess: str) -> None:
    text = _table({**PRODUCT, "name_zh": "café" if encoding == "latin-1" else "小米 甲"})
    path = _csv(tmp_path, text, encoding=encoding)
    with pytest.raises(CatalogError) as error:
        _check(shop, path)
    assert f"it is not UTF-8{f' but {guess}' if guess else ''}; save it as UTF-8 (in Excel" in str(error.value)


def test_a_spreadsheets_own_dates_and_numbers(shop: Shop, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append([*PRODUCT, "released", "weight", None])
    cells = {**PRODUCT, "price": 0.1 + 0.2, "stock": 5.0, "released": datetime(2024, 9, 1), "weight": 1e-7}
    book.active.append([*cells.values(), None])
    book.save(tmp_path / "new.xlsx")
    assert _check(shop, tmp_path / "new.xlsx").added == 1


@pytest.mark.parametrize(
    ("entry", "column", "words"),
    [
        ("just text", "", "no object"),
        ({**PRODUCT, "aliases": {"a": "b"}}, "aliases", "neither a text"),
        ({**PRODUCT, "aliases": [["a"]]}, "aliases", "neither a text"),
        ({**PRODUCT, "specs": ["a"]}, "specs", "no object"),
        ({**PRODUCT, "specs": {"weight": {"g": 1}}}, "weight", "neither a text"),
        ({**PRODUCT, "specs": {"weight": float("nan")}}, "weight", "no number"),
        ({**PRODUCT, "name_en": "\ud800"}, "name_en", "cannot be stored"),
        ({**PRODUCT, "summary_en": "a\0b"}, "summary_en", "cannot be stored"),
    ],
)
def test_an_entry_of_json_that_is_wrong(shop: Shop, tmp_path: Path, entry: Any, column: str, words: str) -> None:
    (finding,) = _findings(shop, _csv(tmp_path, json.dumps([{**PRODUCT, "sku": "PH-NEW0"}, entry]), "new.json"))
    assert (finding.file, finding.line, finding.column) == ("new.json", 2, column)
    assert words in finding.message


def test_json_that_is_nested_too_deeply(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"K107.*nested too deeply"):
        _check(shop, _csv(tmp_path, "[" * 100_000, "new.json"))


def _lengthen(name: str, column: str, value: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        _csv(folder, f"- id: one\n  zh: 一\n  en: one\n  explain: {{zh: 一, en: one}}\n  {column}: {value}\n", name)

    return change


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (_lengthen("brands.yml", "aliases", f"[{'长' * 121}]"), "aliases"),
        (_lengthen("brands.yml", "zh", "长" * 121), "zh"),
        (_lengthen("specs.yml", "unit", "g" * 21), "unit"),
        (_lengthen("categories.yml", "specs", "weight"), "specs"),
        (_lengthen("terms.yml", "explain", f"{{zh: {'长' * 10_001}, en: one}}"), "explain"),
    ],
)
def test_texts_of_the_vocabulary_that_are_too_long(
    shop: Shop, tmp_path: Path, change: Callable[[Path], None], column: str
) -> None:
    change(tmp_path)
    assert [finding.column for finding in _findings(shop, tmp_path)] == [column]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("percent_off: 101", "percent_off"),
        ("amount_off: 1e999", "amount_off"),
        ("amount_off: nan", "amount_off"),
        ("min_spend: '1000000000000'", "min_spend"),
        (f"code: {'x' * 41}", "code"),
        ("brand: nokia", "brand"),
        ("sku: NOKIA", "sku"),
        ("starts: 2026-12-01 00:00:00", "ends"),
    ],
)
def test_what_is_wrong_with_a_promotion(shop: Shop, tmp_path: Path, line: str, column: str) -> None:
    days = "" if "starts" in line else "starts: 2026-11-01, "
    entry = f"id: p, zh: 一, en: one, description: {{zh: 一, en: one}}, {days}ends: 2026-11-30"
    _csv(tmp_path, f"- {{{entry}, {line}}}\n", "promotions.yml")
    assert [finding.column for finding in _findings(shop, tmp_path)] == [column]


def test_the_sample_shop_is_right(shop: Shop) -> None:
    assert _check(shop, SHOP_FOLDER).changed == shop.products.count()
