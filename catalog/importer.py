"""Imports a shop's folder or one product file: everything is checked first, then all or nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection, Engine

from catalog import schema
from catalog.engine import patient_engine, reading, writing
from catalog.errors import CatalogError, InvalidData
from catalog.order_import import CheckedOrders, OrderImport, check_order_files, ordered_skus, write_order_rows
from catalog.order_rows import Item
from catalog.product_checks import MAX_FINDINGS, CheckedRows, ProductChecks
from catalog.product_index import IndexedProduct, ProductIndexer
from catalog.product_merge import completed
from catalog.product_rows import Known
from catalog.product_writer import ProductWriter
from catalog.promotion_rows import promotion_rows
from catalog.read_ahead import read_ahead
from catalog.sample import ShopFiles, load_shop_files
from catalog.shop_time import today as shop_today
from catalog.statistics import refresh_statistics
from catalog.vocabulary_writer import check_references, write_vocabulary

Progress = Callable[[int], None]


@dataclass
class ImportReport:
    """What an import did (or would do); `orders` is None where customers and orders were left alone."""

    vocabulary: int = 0
    promotions: int = 0
    added: int = 0
    changed: int = 0
    dry_run: bool = False
    orders: OrderImport | None = None


def import_path(
    engine: Engine,
    path: Path,
    *,
    dry_run: bool = False,
    with_orders: bool = False,
    today: date | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a folder or a product file.

    The files are checked without a transaction, so that customers can order meanwhile; only what is good is written,
    in one transaction.

    Args:
        engine: To the shop's database, its tables up to date.
        path: A folder in the shape of `shop/`, or one .csv, .xlsx or .json file of products.
        dry_run: Check and count only; nothing is locked.
        with_orders: Also the customers and orders of a folder; those that are there stay as they are.
        today: Day from which relative dates count; the shop's present day by default.
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
    day = today or shop_today()
    report = ImportReport(dry_run=dry_run)
    with patient_engine(engine) as patient, CheckedRows() as rows:
        ids, known = _known(patient, files)
        findings = list(files.findings) + check_references(files, ids)
        if findings:
            raise InvalidData(findings)
        checks = ProductChecks(patient, known, None if dry_run and not with_orders else rows)
        for file in files.product_files:
            checks.check(file, progress if dry_run else None)
        promotions, wrong = promotion_rows(files.promotions, day, ids, checks.has_product)
        findings = checks.findings + wrong
        orders = _check_orders(patient, files.folder, day, rows) if with_orders else None
        findings += orders.findings if orders else []
        if findings:
            raise InvalidData(findings[:MAX_FINDINGS])
        report.added, report.changed = checks.added, checks.changed
        report.vocabulary, report.promotions = files.count(), len(promotions)
        report.orders = orders.result if orders else None
        if dry_run:
            return report
        with writing(patient) as connection:
            write_vocabulary(connection, files)
            _write_products(connection, rows, progress)
            for row in promotions:
                _write_promotion(connection, row)
            if orders:
                write_order_rows(connection, orders)
            refresh_statistics(connection)
    return report


def catalogue_is_empty(connection: Connection) -> bool:
    """Whether there is no product yet."""
    return connection.execute(select(schema.products.c.id).limit(1)).first() is None


def _known(engine: Engine, files: ShopFiles) -> tuple[dict[str, frozenset[str]], Known]:
    """Ids by kind of vocabulary, and what products may refer to."""
    tables = {"brand": schema.brands, "category": schema.categories, "tag": schema.tags, "spec": schema.specs}
    with reading(engine) as connection:
        ids = {
            kind: files.ids(kind) | frozenset(connection.execute(select(table.c.id)).scalars())
            for kind, table in tables.items()
        }
        types = {row.id: row.type for row in connection.execute(select(schema.specs.c.id, schema.specs.c.type))}
        currency = connection.execute(select(schema.products.c.currency).limit(1)).scalar()
    return ids, Known(ids["brand"], ids["category"], ids["tag"], types | files.spec_types(), currency or "")


def _check_orders(engine: Engine, folder: Path, today: date, rows: CheckedRows) -> CheckedOrders:
    wanted = ordered_skus(folder)
    coming = {
        row.sku: Item(*(row.values[name] for name in ("name_zh", "name_en", "price", "currency")))
        for batch in rows.batches()
        for row in batch
        if row.sku in wanted
    }
    return check_order_files(engine, folder, today, coming)


def _write_products(connection: Connection, rows: CheckedRows, progress: Progress | None) -> None:
    writer, indexer = ProductWriter(connection), ProductIndexer(_brand_names(connection))
    for batch in read_ahead(_indexed(rows, indexer)):
        whole = completed(connection, [product.row for product in batch])
        writer.write(
            [product if row is product.row else indexer.index(row) for product, row in zip(batch, whole, strict=True)]
        )
        if progress:
            progress(len(batch))
    writer.finish()


def _indexed(rows: CheckedRows, indexer: ProductIndexer) -> Iterator[list[IndexedProduct]]:
    for batch in rows.batches():
        yield [indexer.index(row) for row in batch]


def _brand_names(connection: Connection) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {row.id: (row.zh, row.en) for row in connection.execute(select(schema.brands))}
    table = schema.lexicon_aliases
    for row in connection.execute(select(table).where(table.c.kind == "brand").order_by(table.c.position)):
        names[row.owner_id] = (*names.get(row.owner_id, ()), row.alias)
    return names


def _write_promotion(connection: Connection, row: dict[str, Any]) -> None:
    table = schema.promotions
    if connection.execute(select(table.c.id).where(table.c.id == row["id"])).first():
        connection.execute(update(table).where(table.c.id == row["id"]).values(row))
    else:
        connection.execute(insert(table).values(row))


__all__ = ["ImportReport", "catalogue_is_empty", "import_path"]
