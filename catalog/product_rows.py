"""Checks rows of product files and says in words what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.errors import Finding
from catalog.product_files import FIXED, OPTIONAL

_SKU = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,59}")
_RELEASED = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MAX_PRICE = Decimal("9999999999.99")


@dataclass(frozen=True)
class ProductRow:
    """A product as it goes into the tables."""

    values: dict[str, Any]
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    specs: tuple[tuple[str, str, float | None], ...]

    @property
    def sku(self) -> str:
        """The product's key."""
        return str(self.values["sku"])


@dataclass
class Checker:
    """Checks the rows of one file.

    Attributes:
        file: Its name, for the findings.
        brands: Known brand ids.
        categories: Known category ids.
        tags: Known tag ids.
        spec_types: Type (`number`, `text`, `boolean`) of every known spec.
        category: Category of rows without a column for it.
        findings: What was found so far.
    """

    file: str
    brands: frozenset[str]
    categories: frozenset[str]
    tags: frozenset[str]
    spec_types: dict[str, str]
    category: str = ""
    findings: list[Finding] = field(default_factory=list)
    _lines: dict[str, int] = field(default_factory=dict)
    _unknown: set[str] = field(default_factory=set)

    def check(self, line: int, row: dict[str, str]) -> ProductRow | None:
        """Check one row.

        Args:
            line: Where it stands.
            row: Column names with texts.

        Returns:
            The product, or None where something is wrong (see `findings`).
        """
        before = len(self.findings)
        if "\0columns" in row:
            have, want = row.pop("\0columns").split("/")
            self._add(line, "", f"The row has {have} cells but the header has {want}; put texts with commas in quotes.")
            return None
        sku = self._sku(line, row.get("sku", ""))
        category = row.get("category") or self.category
        self._known(line, "brand", row.get("brand", ""), self.brands, "brands.yml")
        self._known(line, "category", category, self.categories, "categories.yml")
        if not (row.get("name_zh") or row.get("name_en")):
            self._add(line, "name_zh", "The product has no name; fill in name_zh or name_en.")
        for column, limit in (("name_zh", 200), ("name_en", 200)):
            if len(row.get(column, "")) > limit:
                self._add(line, column, f"The text is longer than {limit} characters; shorten it.")
        released = row.get("released", "")
        if released and not _RELEASED.fullmatch(released):
            self._add(line, "released", f"'{released}' is no month; write it like 2024-09.")
        currency = row.get("currency") or "CNY"
        if not _CURRENCY.fullmatch(currency):
            self._add(line, "currency", f"'{currency}' is no currency; write three letters such as CNY.")
        values = {
            "sku": sku,
            "brand_id": row.get("brand", ""),
            "category_id": category,
            "name_zh": row.get("name_zh") or row.get("name_en", ""),
            "name_en": row.get("name_en") or row.get("name_zh", ""),
            "price": self._price(line, row.get("price", "")),
            "currency": currency,
            "stock": self._whole(line, "stock", row.get("stock", "")),
            "popularity": self._whole(line, "popularity", row.get("popularity", "")),
            "released": released,
            "warranty_months": self._whole(line, "warranty_months", row.get("warranty_months", "")),
            "summary_zh": row.get("summary_zh", ""),
            "summary_en": row.get("summary_en", ""),
        }
        tags = _split(row.get("tags", ""))
        for tag in tags:
            self._known(line, "tags", tag, self.tags, "tags.yml")
        specs = self._specs(line, row)
        aliases = tuple(alias[:200] for alias in _split(row.get("aliases", "")))
        return ProductRow(values, aliases, tags, specs) if len(self.findings) == before else None

    def _add(self, line: int, column: str, message: str) -> None:
        self.findings.append(Finding(self.file, line, column, message))

    def _sku(self, line: int, sku: str) -> str:
        if not sku:
            self._add(line, "sku", "The product has no SKU; give it one such as PH-IP15.")
        elif not _SKU.fullmatch(sku):
            self._add(line, "sku", f"'{sku}' is no SKU; use capital letters, digits and hyphens, at most 60.")
        elif sku in self._lines:
            self._add(line, "sku", f"'{sku}' stands in line {self._lines[sku]} already; give each product its own.")
        else:
            self._lines[sku] = line
        return sku

    def _known(self, line: int, column: str, id: str, known: frozenset[str], file: str) -> None:
        if not id:
            self._add(line, column, f"The {column} is missing; write an id from {file}.")
        elif id not in known:
            self._add(line, column, f"'{id}' is not known; add it to {file} or correct the spelling.")

    def _price(self, line: int, text: str) -> Decimal:
        try:
            price = Decimal(text.replace(",", ""))
        except InvalidOperation:
            self._add(line, "price", f"'{text}' is no price; write a number such as 4599.00.")
            return Decimal(0)
        if not price.is_finite() or price < 0 or price > _MAX_PRICE:
            self._add(line, "price", f"'{text}' is no possible price; write a number such as 4599.00.")
            return Decimal(0)
        return price.quantize(Decimal("0.01"))

    def _whole(self, line: int, column: str, text: str) -> int:
        if not text:
            return 0
        if not text.isascii() or not text.isdigit() or len(text) > 9:
            self._add(line, column, f"'{text}' is no whole number of 0 or more; correct it.")
            return 0
        return int(text)

    def _specs(self, line: int, row: dict[str, str]) -> tuple[tuple[str, str, float | None], ...]:
        specs: list[tuple[str, str, float | None]] = []
        for column, text in row.items():
            if column in FIXED or column in OPTIONAL:
                continue
            kind = self.spec_types.get(column)
            if kind is None:
                if column not in self._unknown:
                    self._unknown.add(column)
                    self._add(1, column, f"The column '{column}' is not known; add it to specs.yml or remove it.")
                continue
            if not text:
                continue
            number: float | None = None
            if kind == "number":
                try:
                    number = float(text.replace(",", ""))
                except ValueError:
                    self._add(line, column, f"'{text}' is no number; write the number alone, without its unit.")
                    continue
            elif kind == "boolean" and text not in ("yes", "no"):
                self._add(line, column, f"'{text}' is neither yes nor no; write one of them, or nothing if unknown.")
                continue
            specs.append((column, text[:400], number))
        return tuple(specs)


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split("|") if part.strip()))
