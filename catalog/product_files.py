"""Reads product tables: CSV, XLSX and JSON become rows of text with their line numbers."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError

#: The columns that every product file has; all further ones are specifications.
FIXED = (
    "sku",
    "brand",
    "name_zh",
    "name_en",
    "aliases",
    "price",
    "stock",
    "popularity",
    "released",
    "warranty_months",
    "tags",
    "summary_zh",
    "summary_en",
)
#: Needed when the category is not the file's name.
OPTIONAL = ("category", "currency")
KINDS = (".csv", ".xlsx", ".json")

Row = tuple[int, dict[str, str]]


def read_products(path: Path) -> Iterator[Row]:
    """Read a product file row by row.

    Args:
        path: A .csv (UTF-8), .xlsx (first sheet) or .json file (list of objects; a field `specs` may hold an object).

    Yields:
        Line number (from 1; for JSON the entry's number) and the row, everything as text without outer spaces.

    Raises:
        CatalogError: The file cannot be read at all.
    """
    readers = {".csv": _csv, ".xlsx": _xlsx, ".json": _json}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise CatalogError("K107", path=path, detail=f"its kind is not one of {', '.join(KINDS)}")
    try:
        yield from reader(path)
    except (OSError, UnicodeDecodeError, csv.Error, json.JSONDecodeError) as error:
        raise CatalogError("K107", path=path, detail=error) from error


def _csv(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header = [name.strip() for name in next(reader, [])]
        line = reader.line_num
        for cells in reader:
            first, line = line + 1, reader.line_num
            if any(cells):
                row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
                if len(cells) != len(header):
                    row["\0columns"] = f"{len(cells)}/{len(header)}"
                yield first, row


def _xlsx(path: Path) -> Iterator[Row]:
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError) as error:
        raise CatalogError("K107", path=path, detail=error) from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = [_text(cell) for cell in next(rows, ())]
        for line, cells in enumerate(rows, start=2):
            if any(cell not in (None, "") for cell in cells):
                yield line, {name: _text(cell) for name, cell in zip(header, cells, strict=False) if name}
    finally:
        book.close()


def _json(path: Path) -> Iterator[Row]:
    entries = json.loads(path.read_text(encoding="utf-8-sig"))
    if not isinstance(entries, list):
        raise CatalogError("K107", path=path, detail="a list of products is expected")
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise CatalogError("K107", path=path, detail=f"entry {number} is no object")
        specs = entry.get("specs")
        flat = {**entry, **specs} if isinstance(specs, dict) else dict(entry)
        flat.pop("specs", None)
        yield number, {str(name): _text(value) for name, value in flat.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (list, tuple)):
        return "|".join(_text(item) for item in value)
    return str(value).strip()
