"""Checks the product files of an import before anything is written; what is good is kept in a temporary file."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO

from sqlalchemy.engine import Engine

from catalog import schema
from catalog.bulk import row_numbers
from catalog.engine import reading
from catalog.errors import Finding
from catalog.product_files import FileRow, read_products
from catalog.product_rows import Checker, Known, ProductRow
from catalog.product_writer import BATCH

#: More findings than this help nobody.
MAX_FINDINGS = 200


class CheckedRows:
    """Good rows, as many as there are, in a file that goes when this is left."""

    def __init__(self) -> None:
        self._file: IO[bytes] = TemporaryFile(prefix="kefu-import-")  # noqa: SIM115 - closed in __exit__
        self._batches = 0

    def __enter__(self) -> CheckedRows:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, rows: list[ProductRow]) -> None:
        """Keep a batch."""
        pickle.dump(rows, self._file, pickle.HIGHEST_PROTOCOL)
        self._batches += 1

    def batches(self) -> Iterator[list[ProductRow]]:
        """All batches, in their order."""
        self._file.seek(0)
        for _ in range(self._batches):
            # Our own file, which nobody else can open.
            yield pickle.load(self._file)


@dataclass
class ProductChecks:
    """Reads and checks product files, without a transaction.

    Attributes:
        engine: To the shop's database.
        known: What products may refer to.
        rows: Where good rows go; None where nobody needs them.
        findings: What was found so far.
        added: Good rows of new products.
        changed: Good rows of products that are there.
    """

    engine: Engine
    known: Known
    rows: CheckedRows | None = None
    findings: list[Finding] = field(default_factory=list)
    added: int = 0
    changed: int = 0

    def check(self, path: Path, progress: Callable[[int], None] | None = None) -> None:
        """Check one file.

        Args:
            path: The file.
            progress: Called with the number of rows after every batch.

        Raises:
            CatalogError: It cannot be read at all.
            CatalogUnavailable: The database cannot be reached.
        """
        category = path.stem if path.stem in self.known.categories else ""
        checker = Checker(path.name, self.known, category)
        rows = read_products(path)
        while len(self.findings) + len(checker.findings) < MAX_FINDINGS:
            batch = list(islice(rows, BATCH))
            if not batch:
                break
            self._check(checker, batch)
            if progress:
                progress(len(batch))
        self.findings += checker.findings

    def _check(self, checker: Checker, batch: list[FileRow]) -> None:
        there = self.skus_there({row.cells.get("sku", "") for row in batch})
        checked = [checker.check(row, is_there=row.cells.get("sku") in there) for row in batch]
        good = [row for row in checked if row is not None]
        self.changed += sum(row.sku in there for row in good)
        self.added += sum(row.sku not in there for row in good)
        if self.rows is not None and good:
            self.rows.add(good)

    def skus_there(self, skus: Collection[str]) -> Collection[str]:
        """Which of some SKUs the shop has products of."""
        possible = [sku for sku in skus if sku.isascii() and len(sku) <= schema.products.c.sku.type.length]
        with reading(self.engine) as connection:
            return row_numbers(connection, schema.products, "sku", possible).keys()

    def has_product(self, sku: str) -> bool:
        """Whether the files or the shop have a product."""
        return any(sku in lines for lines in self.known.places.values()) or bool(self.skus_there([sku]))
