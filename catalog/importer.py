"""Imports a shop's folder or one product file: everything is checked, and all or nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from catalog import schema
from catalog.engine import writing
from catalog.errors import CatalogError, Finding, InvalidData
from catalog.product_files import read_products
from catalog.product_index import IndexedProduct, ProductIndexer
from catalog.product_rows import Checker
from catalog.product_writer import BATCH, ProductWriter
from catalog.read_ahead import read_ahead
from catalog.sample import VOCABULARY, ShopFiles, load_shop_files, promotion_values
from catalog.statistics import refresh_statistics
from catalog.vocabulary_writer import check_references, write_vocabulary

#: More findings than this help nobody.
MAX_FINDINGS = 200


@dataclass
class ImportReport:
    """What an import did (or would do)."""

    vocabulary: int = 0
    promotions: int = 0
    added: int = 0
    changed: int = 0
    dry_run: bool = False


class _DryRun(Exception):
    """Rolls a dry run back."""


def import_path(
    engine: Engine,
    path: Path,
    *,
    dry_run: bool = False,
    today: date | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import a folder or a product file.

    Args:
        engine: To the shop's database, its tables up to date.
        path: A folder in the shape of `shop/`, or one .csv, .xlsx or .json file of products.
        dry_run: Check and count only.
        today: Day from which relative dates count; the present day by default.
        progress: Called with the number of products after every batch.

    Returns:
        What was written.

    Raises:
        InvalidData: Something in the files is wrong; nothing was written.
        CatalogError: A file cannot be read.
        CatalogUnavailable: The database cannot be reached.
    """
    if not path.exists():
        raise CatalogError("K107", path=path, detail="it does not exist")
    files = load_shop_files(path) if path.is_dir() else ShopFiles(path.parent, product_files=[path])
    report = ImportReport(dry_run=dry_run)
    try:
        with writing(engine) as connection:
            _import(connection, files, report, today or date.today(), progress)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return report


def catalogue_is_empty(connection: Connection) -> bool:
    """Whether there is no product yet."""
    return connection.execute(select(schema.products.c.id).limit(1)).first() is None


def _import(
    connection: Connection,
    files: ShopFiles,
    report: ImportReport,
    today: date,
    progress: Callable[[int], None] | None,
) -> None:
    known = {kind: files.ids(kind) | _known(connection, kind) for kind in VOCABULARY if kind != "term"}
    findings = list(files.findings) + check_references(files, known)
    if findings:
        raise InvalidData(findings)
    report.vocabulary = write_vocabulary(connection, files)
    writer, indexer = ProductWriter(connection), ProductIndexer(_brand_names(connection))
    types = {row.id: row.type for row in connection.execute(select(schema.specs.c.id, schema.specs.c.type))}
    for path in files.product_files:
        checker = Checker(
            path.name,
            known["brand"],
            known["category"],
            known["tag"],
            types,
            category=path.stem if path.stem in known["category"] else "",
        )
        for batch in read_ahead(_batches(path, checker, indexer)):
            if len(checker.findings) >= MAX_FINDINGS:
                break
            if not findings and not checker.findings:
                added, changed = writer.write(batch)
                report.added += added
                report.changed += changed
            if progress:
                progress(len(batch))
        findings += checker.findings
    findings += _write_promotions(connection, files, report, today, known) if not findings else []
    if findings:
        raise InvalidData(findings[:MAX_FINDINGS])
    writer.finish()
    refresh_statistics(connection)


def _batches(path: Path, checker: Checker, indexer: ProductIndexer) -> Iterator[list[IndexedProduct]]:
    batch: list[IndexedProduct] = []
    for line, row in read_products(path):
        product = checker.check(line, row)
        if product is not None:
            batch.append(indexer.index(product))
        if len(batch) >= BATCH or len(checker.findings) >= MAX_FINDINGS:
            yield batch
            batch = []
    if batch:
        yield batch


def _known(connection: Connection, kind: str) -> frozenset[str]:
    table = {
        "brand": schema.brands,
        "category": schema.categories,
        "tag": schema.tags,
        "spec": schema.specs,
    }[kind]
    return frozenset(row.id for row in connection.execute(select(table.c.id)))


def _brand_names(connection: Connection) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {row.id: (row.zh, row.en) for row in connection.execute(select(schema.brands))}
    table = schema.lexicon_aliases
    for row in connection.execute(select(table).where(table.c.kind == "brand").order_by(table.c.position)):
        names[row.owner_id] = (*names.get(row.owner_id, ()), row.alias)
    return names


def _write_promotions(
    connection: Connection, files: ShopFiles, report: ImportReport, today: date, known: dict[str, frozenset[str]]
) -> list[Finding]:
    findings: list[Finding] = []
    name = "promotions.yml"
    for row in files.promotions:
        values, wrong = promotion_values(name, row, today)
        findings += wrong
        for column, ids, where in (
            ("brand", known["brand"], "brands.yml"),
            ("category", known["category"], "categories.yml"),
        ):
            id = values[f"{column}_id"]
            if id is not None and id not in ids:
                findings.append(
                    Finding(name, row.at(column), column, f"'{id}' is not known; add it to {where} or correct it.")
                )
        products = schema.products
        sku = values["sku"]
        if sku and connection.execute(select(products.c.id).where(products.c.sku == sku)).first() is None:
            findings.append(Finding(name, row.at("sku"), "sku", f"There is no product '{sku}'; correct the SKU."))
        if findings:
            continue
        table = schema.promotions
        if connection.execute(select(table.c.id).where(table.c.id == values["id"])).first():
            connection.execute(update(table).where(table.c.id == values["id"]).values(values))
        else:
            connection.execute(insert(table).values(values))
        report.promotions += 1
    return findings


__all__ = ["ImportReport", "catalogue_is_empty", "import_path"]
