"""Checks rows of product files and says in words what is wrong with them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from catalog.errors import Finding
from catalog.product_files import FIXED, OPTIONAL, FileRow

#: The currency of a shop that names none.
CURRENCY = "CNY"
_SKU = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,59}")
_RELEASED = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
#: Thousands may have commas; a comma before two digits is a decimal point somewhere else.
_WHOLE = r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)"
_PRICE = re.compile(rf"{_WHOLE}(?:\.[0-9]{{1,2}}0*)?")
_NUMBER = re.compile(rf"[+-]?{_WHOLE}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{{1,3}})?")
_MAX_PRICE = Decimal("9999999999.99")
_LENGTHS = {"name_zh": 200, "name_en": 200, "summary_zh": 10_000, "summary_en": 10_000}
_ALIAS_LENGTH, _SPEC_LENGTH = 200, 400
#: NUL, and halves of characters that JSON can write.
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class ProductRow:
    """A product as it goes into the tables.

    Attributes:
        values: Columns of the table of products.
        aliases: Other names.
        tags: Ids of features.
        specs: Property, text, number.
        given: Columns that the file has; None where it has all. A product that is there keeps what is not given.
    """

    values: dict[str, Any]
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    specs: tuple[tuple[str, str, float | None], ...]
    given: frozenset[str] | None = None

    @property
    def sku(self) -> str:
        """The product's key."""
        return str(self.values["sku"])


@dataclass
class Known:
    """What products may refer to, and what the files have said so far.

    Attributes:
        brands: Known brand ids.
        categories: Known category ids.
        tags: Known tag ids.
        spec_types: Type (`number`, `text`, `boolean`) of every known spec.
        currency: The shop's; empty in a shop without products, where the first one decides.
        places: By file, the line of every SKU in it.
    """

    brands: frozenset[str]
    categories: frozenset[str]
    tags: frozenset[str]
    spec_types: dict[str, str]
    currency: str = ""
    places: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass
class Checker:
    """Checks the rows of one file.

    Attributes:
        file: Its name, for the findings.
        known: What rows may refer to.
        category: Category of rows without a column for it.
        findings: What was found so far.
    """

    file: str
    known: Known
    category: str = ""
    findings: list[Finding] = field(default_factory=list)
    _unknown: set[str] = field(default_factory=set)

    def check(self, row: FileRow, *, is_there: bool) -> ProductRow | None:
        """Check one row.

        Args:
            row: From the file.
            is_there: Whether the shop has a product with this SKU: then columns may be missing.

        Returns:
            The product, or None where something is wrong (see `findings`).
        """
        before = len(self.findings)
        for column, message in row.problems:
            self._add(row.line, column, message)
        if row.problems:
            return None
        line, cells = row.line, row.cells
        for column, text in cells.items():
            if _NOT_STORABLE.search(text):
                self._add(line, column, "The text has a character that cannot be stored; remove it.")
        sku = self._sku(line, cells.get("sku", ""))
        category = cells.get("category") or self.category
        self._reference(line, "brand", cells, cells.get("brand", ""), is_there)
        self._reference(line, "category", cells, category, is_there)
        names = "name_zh" in cells or "name_en" in cells
        if (names or not is_there) and not (cells.get("name_zh") or cells.get("name_en")):
            self._add(line, "name_zh", "The product has no name; fill in name_zh or name_en.")
        for column, limit in _LENGTHS.items():
            self._length(line, column, cells.get(column, ""), limit)
        released = cells.get("released", "")
        if released and not _RELEASED.fullmatch(released):
            self._add(line, "released", f"'{released}' is no month; write it like 2024-09.")
        values = {
            "sku": sku,
            "brand_id": cells.get("brand", ""),
            "category_id": category,
            "name_zh": cells.get("name_zh") or cells.get("name_en", ""),
            "name_en": cells.get("name_en") or cells.get("name_zh", ""),
            "price": self._price(line, cells.get("price", "")) if "price" in cells or not is_there else Decimal(0),
            "currency": self._currency(line, cells.get("currency", "")),
            "stock": self._whole(line, "stock", cells.get("stock", "")),
            "popularity": self._whole(line, "popularity", cells.get("popularity", "")),
            "released": released,
            "warranty_months": self._whole(line, "warranty_months", cells.get("warranty_months", "")),
            "summary_zh": cells.get("summary_zh", ""),
            "summary_en": cells.get("summary_en", ""),
        }
        tags = _split(cells.get("tags", ""))
        for tag in tags:
            self._is_known(line, "tags", tag, self.known.tags, "tags.yml")
        aliases = _split(cells.get("aliases", ""))
        for alias in aliases:
            self._length(line, "aliases", alias, _ALIAS_LENGTH)
        specs = self._specs(line, cells)
        if len(self.findings) > before:
            return None
        given = frozenset(cells) | ({"category"} if category else set())
        return ProductRow(values, aliases, tags, specs, given)

    def _add(self, line: int, column: str, message: str) -> None:
        self.findings.append(Finding(self.file, line, column, message))

    def _length(self, line: int, column: str, text: str, limit: int) -> None:
        if len(text) > limit:
            self._add(line, column, f"The text is longer than {limit} characters; shorten it.")

    def _sku(self, line: int, sku: str) -> str:
        files = self.known.places
        file = next((file for file, lines in files.items() if sku in lines), None)
        if not sku:
            self._add(line, "sku", "The product has no SKU; give it one such as PH-IP15.")
        elif not _SKU.fullmatch(sku):
            self._add(line, "sku", f"'{sku[:80]}' is no SKU; use capital letters, digits and hyphens, at most 60.")
        elif file is not None:
            where = f"line {files[file][sku]}" + (f" of {file}" if file != self.file else "")
            self._add(line, "sku", f"'{sku}' stands in {where} already; give each product its own.")
        else:
            files.setdefault(self.file, {})[sku] = line
        return sku

    def _reference(self, line: int, column: str, cells: dict[str, str], id: str, is_there: bool) -> None:
        known, file = {
            "brand": (self.known.brands, "brands.yml"),
            "category": (self.known.categories, "categories.yml"),
        }[column]
        if id:
            self._is_known(line, column, id, known, file)
        elif column in cells or not is_there:
            self._add(line, column, f"The {column} is missing; write an id from {file}.")

    def _is_known(self, line: int, column: str, id: str, known: frozenset[str], file: str) -> None:
        if id not in known:
            self._add(line, column, f"'{id[:80]}' is not known; add it to {file} or correct the spelling.")

    def _price(self, line: int, text: str) -> Decimal:
        price = Decimal(text.replace(",", "")) if _PRICE.fullmatch(text) else None
        if price is None or price > _MAX_PRICE:
            self._add(line, "price", f"'{text[:80]}' is no price; write a number such as 4599.00.")
            return Decimal(0)
        return price.quantize(Decimal("0.01"))

    def _currency(self, line: int, text: str) -> str:
        if text and not _CURRENCY.fullmatch(text):
            self._add(line, "currency", f"'{text[:80]}' is no currency; write three letters such as CNY.")
            return text
        self.known.currency = self.known.currency or text or CURRENCY
        if text and text != self.known.currency:
            message = (
                f"'{text}' is not {self.known.currency}, in which the shop has its other prices; convert the price."
            )
            self._add(line, "currency", message)
        return self.known.currency

    def _whole(self, line: int, column: str, text: str) -> int:
        if not text:
            return 0
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            self._add(line, column, f"'{text[:80]}' is no whole number of 0 or more; correct it.")
            return 0
        return int(text)

    def _specs(self, line: int, cells: dict[str, str]) -> tuple[tuple[str, str, float | None], ...]:
        specs: list[tuple[str, str, float | None]] = []
        for column, text in cells.items():
            if column in FIXED or column in OPTIONAL:
                continue
            kind = self.known.spec_types.get(column)
            if kind is None:
                if column not in self._unknown:
                    self._unknown.add(column)
                    self._add(1, column, f"The column '{column}' is not known; add it to specs.yml or remove it.")
                continue
            if not text:
                continue
            number: float | None = None
            if kind == "number":
                number = float(text.replace(",", "")) if _NUMBER.fullmatch(text) else math.inf
                if not math.isfinite(number):
                    self._add(line, column, f"'{text[:80]}' is no number; write the number alone, without its unit.")
                    continue
            elif kind == "boolean" and text not in ("yes", "no"):
                self._add(line, column, f"'{text[:80]}' is neither yes nor no; write one, or nothing if unknown.")
                continue
            self._length(line, column, text, _SPEC_LENGTH)
            specs.append((column, text, number))
        return tuple(specs)


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))
