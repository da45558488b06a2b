"""The catalogue's command line: `python -m catalog --help`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.engine import Engine

from catalog.engine import create_catalog_engine, reading, upgrade_schema
from catalog.errors import CatalogError, InvalidData
from catalog.importer import ImportReport, catalogue_is_empty, import_path
from catalog.order_import import CUSTOMERS_FILE, ORDERS_FILE
from catalog.settings import SHOP_FOLDER, catalog_url

_FINDINGS_SHOWN = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Without the program's name; those of the process by default.

    Returns:
        0, or 1 where something was wrong.
    """
    options = _parser().parse_args(arguments)
    engine = None
    try:
        engine = create_catalog_engine(options.url or catalog_url())
        return int(options.run(engine, options))
    except InvalidData as error:
        for finding in error.findings[:_FINDINGS_SHOWN]:
            print(finding, file=sys.stderr)
        more = len(error.findings) - _FINDINGS_SHOWN
        print((f"… and {more} more. " if more > 0 else "") + "Nothing was imported.", file=sys.stderr)
        return 1
    except CatalogError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        if engine is not None:
            engine.dispose()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m catalog", description="The shop's database.")
    parser.add_argument("--url", help="the database's URL (default: CATALOG_URL, or the SQLite file var/shop.db)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("init", help="make or upgrade the tables; import the sample shop into an empty one")
    command.add_argument("--folder", type=Path, default=SHOP_FOLDER, help="the sample shop (default: %(default)s)")
    command.set_defaults(run=_init)

    command = commands.add_parser("migrate", help="make or upgrade the tables")
    command.set_defaults(run=_migrate)

    command = commands.add_parser(
        "import",
        help="import a shop's folder or a file of products (CSV, XLSX, JSON)",
        description="Adds and changes products by their SKU. What a file has no column for stays as it is in products "
        "that are there; an empty cell clears it.",
    )
    command.add_argument("path", type=Path, nargs="?", default=SHOP_FOLDER, help="default: %(default)s")
    command.add_argument("--dry-run", action="store_true", help="check everything and write nothing")
    command.add_argument(
        "--customers", action="store_true", help="also the folder's customers and orders; those that are there stay"
    )
    command.set_defaults(run=_import)

    command = commands.add_parser("export", help="write the catalogue into a folder that can be imported again")
    command.add_argument("folder", type=Path)
    command.set_defaults(run=_export)

    command = commands.add_parser("search", help="show what a text finds")
    command.add_argument("text")
    command.set_defaults(run=_search)
    return parser


def _migrate(engine: Engine, _options: argparse.Namespace) -> int:
    upgrade_schema(engine)
    return 0


def _init(engine: Engine, options: argparse.Namespace) -> int:
    upgrade_schema(engine)
    with reading(engine) as connection:
        empty = catalogue_is_empty(connection)
    if not empty:
        print("The tables are up to date; the shop has products already.")
        return 0
    # All in one transaction: where it is interrupted, the next start finds the shop empty and does it again.
    _report(_import_with_bar(engine, options.folder, dry_run=False, with_orders=True))
    return 0


def _import(engine: Engine, options: argparse.Namespace) -> int:
    upgrade_schema(engine)
    _report(_import_with_bar(engine, options.path, dry_run=options.dry_run, with_orders=options.customers))
    left = [name for name in (CUSTOMERS_FILE, ORDERS_FILE) if (options.path / name).exists()]
    if left and not options.customers:
        print(f"Left alone: {' and '.join(left)}. With --customers they are imported, too.")
    return 0


def _import_with_bar(engine: Engine, path: Path, *, dry_run: bool, with_orders: bool) -> ImportReport:
    from tqdm import tqdm

    with tqdm(unit=" products", disable=not sys.stderr.isatty()) as bar:
        return import_path(engine, path, dry_run=dry_run, with_orders=with_orders, progress=bar.update)


def _report(report: ImportReport) -> None:
    begin = "Would be imported" if report.dry_run else "Imported"
    print(
        f"{begin}: {report.added} new and {report.changed} changed products, {report.vocabulary} words, "
        f"{report.promotions} promotions."
    )
    if report.orders:
        print(f"{begin}: {report.orders.customers_added} customers, {report.orders.orders_added} orders.")


def _export(engine: Engine, options: argparse.Namespace) -> int:
    from catalog.exporter import export_folder

    print(f"{export_folder(engine, options.folder)} products are in {options.folder}.")
    return 0


def _search(engine: Engine, options: argparse.Namespace) -> int:
    from catalog.search import SearchQuery
    from catalog.shop import Shop

    shop = Shop(engine)
    for match in shop.search.find(options.text):
        print(f"name {match.score:.2f} {match.product.sku:24} {match.product.names.zh}")
    result = shop.search.search(SearchQuery(text=options.text))
    print(f"search: {result.total} {result.reason} {' '.join(result.relaxed)}")
    for product in result.products:
        print(f"  {product.sku:24} {product.price:>10} {product.names.zh}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
