"""Reads product tables: CSV, XLSX and JSON become rows of text with their line numbers."""

from __future__ import annotations

import codecs
import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
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

#: In Excel's own words, as the advice is for people who use it.
_NOT_UTF_8 = (
    "it is not UTF-8{guess}; save it as UTF-8 (in Excel: Save As, 'CSV UTF-8 (Comma delimited)'; "
    "另存为“CSV UTF-8(逗号分隔)”)"
)


@dataclass(frozen=True)
class FileRow:
    """One row of a product file.

    Attributes:
        line: Where it stands, from 1; for JSON the entry's number.
        cells: Texts without outer spaces, by column.
        problems: What is wrong with the row as such: column (or nothing) and message.
    """

    line: int
    cells: dict[str, str]
    problems: tuple[tuple[str, str], ...] = ()


def read_products(path: Path) -> Iterator[FileRow]:
    """Read a product file row by row.

    Args:
        path: A .csv (UTF-8), .xlsx (first sheet) or .json file (list of objects; a field `specs` may hold an object).

    Yields:
        The rows. Where the header is wrong, that is the only one.

    Raises:
        CatalogError: The file cannot be read at all.
    """
    readers = {".csv": _csv, ".xlsx": _xlsx, ".json": _json}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise CatalogError("K107", path=path, detail=f"its kind is not one of {', '.join(KINDS)}")
    try:
        yield from reader(path)
    except UnicodeDecodeError as error:
        raise CatalogError("K107", path=path, detail=_NOT_UTF_8.format(guess=_guess(error.object))) from error
    except RecursionError as error:
        raise CatalogError("K107", path=path, detail="lists or objects in it are nested too deeply") from error
    except (OSError, csv.Error, json.JSONDecodeError) as error:
        raise CatalogError("K107", path=path, detail=error) from error


def _guess(some: bytes) -> str:
    """What the bytes may be (the end may be half a character)."""
    if some.startswith((b"\xff\xfe", b"\xfe\xff")):
        return " but UTF-16"
    try:
        codecs.getincrementaldecoder("gb18030")().decode(some)
    except UnicodeDecodeError:
        return ""
    return " but probably GBK"


def _csv(path: Path) -> Iterator[FileRow]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        names = [name.strip() for name in next(reader, [])]
        yield from _table(names, _csv_lines(reader), fixed_width=True)


def _csv_lines(reader: Any) -> Iterator[tuple[int, list[str]]]:
    line = reader.line_num
    for cells in reader:
        # A cell may run over several lines: the row stands where it begins.
        first, line = line + 1, reader.line_num
        yield first, [cell.strip() for cell in cells]


def _xlsx(path: Path) -> Iterator[FileRow]:
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise CatalogError("K107", path=path, detail=error) from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        names = [_text(cell) for cell in next(rows, ())]
        lines = ((line, [_text(cell) for cell in cells]) for line, cells in enumerate(rows, start=2))
        yield from _table(names, lines, fixed_width=False)
    finally:
        book.close()


def _table(names: list[str], lines: Iterable[tuple[int, list[str]]], *, fixed_width: bool) -> Iterator[FileRow]:
    """Rows of a table under its header; columns without a name are left out where they are empty."""
    while names and not names[-1]:
        names.pop()
    twice = [name for name, count in Counter(filter(None, names)).items() if count > 1]
    if twice:
        yield FileRow(1, {}, tuple((name, "Two columns have this name; remove or rename one.") for name in twice))
        return
    for line, cells in lines:
        if not any(cells):
            continue
        while len(cells) > len(names) and not cells[-1]:
            cells.pop()
        problems: list[tuple[str, str]] = []
        if fixed_width and len(cells) != len(names):
            have = f"The row has {len(cells)} cells but the header has {len(names)}"
            problems.append(("", f"{have}; put texts with commas in quotes."))
        elif any(cell for name, cell in zip_longest(names, cells, fillvalue="") if not name):
            problems.append(("", "The row has a cell under no column name; name the column or empty the cell."))
        yield FileRow(line, {name: cell for name, cell in zip(names, cells, strict=False) if name}, tuple(problems))


def _json(path: Path) -> Iterator[FileRow]:
    entries = json.loads(path.read_text(encoding="utf-8-sig"))
    if not isinstance(entries, list):
        raise CatalogError("K107", path=path, detail="a list of products is expected")
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            yield FileRow(number, {}, (("", "The entry is no object; write {…}."),))
            continue
        specs = entry.get("specs")
        flat = {**entry, **specs} if isinstance(specs, dict) else dict(entry)
        flat.pop("specs", None)
        problems = [
            (str(name), "The value is neither a text, a number, yes or no, nor a list of those; correct it.")
            for name, value in flat.items()
            if _is_nested(value)
        ]
        if specs is not None and not isinstance(specs, dict):
            problems.append(("specs", "The specifications are no object; write {…}."))
        cells = {str(name): _text(value) for name, value in flat.items() if not _is_nested(value)}
        yield FileRow(number, cells, tuple(problems))


def _is_nested(value: Any) -> bool:
    if isinstance(value, list):
        return any(isinstance(item, (dict, list)) for item in value)
    return isinstance(value, dict)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        # As many digits as a spreadsheet shows.
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, list):
        return "|".join(_text(item) for item in value)
    return str(value).strip()
