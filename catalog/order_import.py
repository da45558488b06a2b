"""Import of customers and orders from the files of a shop folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Column, insert, select
from sqlalchemy.engine import Connection, Engine

from catalog.customers import fold_username
from catalog.errors import Finding, InvalidData
from catalog.order_fields import Fields
from catalog.order_models import money
from catalog.order_rows import CustomerRows, Item, OrderRows, customer_rows, order_rows
from catalog.order_schema import addresses, customers, invoices, order_history, order_items, orders, refunds
from catalog.order_transactions import read, write
from catalog.passwords import hash_password
from catalog.schema import products
from catalog.yaml_rows import YamlRow, read_yaml

CUSTOMERS_FILE = "customers.yml"
ORDERS_FILE = "orders.yml"
_BATCH = 500


@dataclass(frozen=True)
class OrderImport:
    """What an import did; existing customers and orders are kept as they are."""

    customers_added: int
    customers_kept: int
    orders_added: int
    orders_kept: int


@dataclass(frozen=True)
class CheckedOrders:
    """What the files have that the shop has not, checked but not written.

    Attributes:
        findings: What is wrong; nothing may be written where there are any.
        customers: New customers.
        orders: New orders.
        result: What an import does.
    """

    findings: list[Finding]
    customers: list[CustomerRows]
    orders: list[OrderRows]
    result: OrderImport


def import_order_files(engine: Engine, folder: Path, today: date, *, dry_run: bool = False) -> OrderImport:
    """Import `customers.yml` and `orders.yml` of a folder, all or nothing; a missing file counts as empty.

    Customers and orders that exist already are left alone: what the customers changed since is worth more than the
    file. Stock is not touched. The products of the orders must be in the shop before.

    Args:
        engine: The shop's database.
        folder: Where the files are.
        today: The day from which `days_ago` and `eta_in_days` count.
        dry_run: Check everything, write and lock nothing.

    Returns:
        What was added and what was there already.

    Raises:
        InvalidData: Something is wrong; nothing was written.
        CatalogUnavailable: The database is not reachable.
    """
    checked = check_order_files(engine, folder, today, {})
    if checked.findings:
        raise InvalidData(checked.findings)
    if not dry_run:
        write(engine, lambda connection: write_order_rows(connection, checked))
    return checked.result


def ordered_skus(folder: Path) -> frozenset[str]:
    """The products that the orders of a folder name."""
    return frozenset(_words(_entries(folder / ORDERS_FILE, []), "sku", "items"))


def check_order_files(engine: Engine, folder: Path, today: date, coming: Mapping[str, Item]) -> CheckedOrders:
    """Check the customers and orders of a folder against one another and against the shop.

    Args:
        engine: The shop's database.
        folder: Where the files are.
        today: The day from which `days_ago` and `eta_in_days` count.
        coming: Products that will be in the shop when the orders are written.

    Raises:
        CatalogUnavailable: The database is not reachable.
    """
    findings: list[Finding] = []
    customer_entries = _entries(folder / CUSTOMERS_FILE, findings)
    order_entries = _entries(folder / ORDERS_FILE, findings)
    known = read(engine, lambda connection: _known(connection, customer_entries, order_entries))

    new_customers = [customer_rows(fields, fold_username) for fields in customer_entries]
    _check_customers(customer_entries, new_customers, known)
    defaults = known.default_addresses | {
        str(row["customer_id"]): str(row["text"])
        for rows in new_customers
        for row in rows.addresses
        if row["is_default"]
    }
    items = {**coming, **known.products}
    new_orders = [
        order_rows(fields, items, defaults.get(_word(fields.row, "customer"), ""), today) for fields in order_entries
    ]
    customer_ids = {str(rows.customer["id"]) for rows in new_customers} | known.customers
    _check_orders(order_entries, new_orders, customer_ids, known)

    added_customers = [rows for rows in new_customers if rows.customer["id"] not in known.customers]
    added_orders = [rows for rows in new_orders if rows.order["number_key"] not in known.orders]
    result = OrderImport(
        customers_added=len(added_customers),
        customers_kept=len(new_customers) - len(added_customers),
        orders_added=len(added_orders),
        orders_kept=len(new_orders) - len(added_orders),
    )
    return CheckedOrders(findings, added_customers, added_orders, result)


def write_order_rows(connection: Connection, checked: CheckedOrders) -> None:
    """Write what is new.

    Args:
        connection: That of the transaction.
        checked: Without findings.
    """
    for customer in checked.customers:
        customer.customer["password_hash"] = hash_password(customer.password) if customer.password else None
    _insert(connection, checked.customers, checked.orders)


@dataclass(frozen=True)
class _Known:
    """What the database has of what the files name."""

    customers: set[str]
    usernames: dict[str, str]
    default_addresses: dict[str, str]
    products: dict[str, Item]
    orders: set[str]
    invoices: dict[str, str]


def _entries(path: Path, findings: list[Finding]) -> list[Fields]:
    if not path.exists():
        return []
    rows, wrong = read_yaml(path)
    findings.extend(wrong)
    return [Fields(path.name, row, findings) for row in rows]


def _word(row: YamlRow, name: str) -> str:
    value = row.values.get(name)
    return value.strip() if isinstance(value, str) else ""


def _words(entries: Iterable[Fields], name: str, part: str = "") -> list[str]:
    rows = [row for entry in entries for row in ([entry.row] if not part else _inner(entry, part))]
    return sorted({_word(row, name) for row in rows} - {""})


def _inner(entry: Fields, part: str) -> list[YamlRow]:
    value = entry.row.values.get(part)
    inner = value if isinstance(value, list) else [value]
    return [YamlRow(entry.row.line, one) for one in inner if isinstance(one, dict)]


def _known(connection: Connection, customer_entries: list[Fields], order_entries: list[Fields]) -> _Known:
    usernames = sorted({fold_username(name) for name in _words(customer_entries, "username")})
    ids = sorted({*_words(customer_entries, "id"), *_words(order_entries, "customer")})
    owned = [row for row in _select(connection, addresses, addresses.c.customer_id, ids) if row.is_default]
    return _Known(
        customers={row.id for row in _select(connection, customers, customers.c.id, ids)},
        usernames={row.username: row.id for row in _select(connection, customers, customers.c.username, usernames)},
        default_addresses={row.customer_id: row.text for row in owned},
        products={
            row.sku: Item(row.name_zh, row.name_en, money(row.price), row.currency)
            for row in _select(connection, products, products.c.sku, _words(order_entries, "sku", "items"))
        },
        orders={
            row.number_key for row in _select(connection, orders, orders.c.number_key, _words(order_entries, "number"))
        },
        invoices={
            row.number: row.order_number
            for row in _select(connection, invoices, invoices.c.number, _words(order_entries, "number", "invoice"))
        },
    )


def _select(connection: Connection, table: Any, column: Column[Any], values: Sequence[str]) -> Iterator[Any]:
    for start in range(0, len(values), _BATCH):
        yield from connection.execute(select(table).where(column.in_(values[start : start + _BATCH])))


def _check_customers(entries: list[Fields], rows: list[CustomerRows], known: _Known) -> None:
    ids: set[str] = set()
    usernames = dict(known.usernames)
    for fields, row in zip(entries, rows, strict=True):
        customer_id, username = str(row.customer["id"]), str(row.customer["username"])
        if customer_id in ids:
            fields.add("id", f"Customer '{customer_id}' is in the file twice; remove one.")
        owner = usernames.setdefault(username, customer_id) if username else customer_id
        if owner != customer_id:
            fields.add("username", f"User name '{username}' belongs to customer '{owner}'; choose another.")
        ids.add(customer_id)


def _check_orders(entries: list[Fields], rows: list[OrderRows], customer_ids: set[str], known: _Known) -> None:
    numbers: set[str] = set()
    invoice_numbers = dict(known.invoices)
    for fields, row in zip(entries, rows, strict=True):
        number, customer_id = str(row.order["number"]), str(row.order["customer_id"])
        if number and number in numbers:
            fields.add("number", f"Order '{number}' is in the file twice; remove one.")
        if customer_id and customer_id not in customer_ids:
            fields.add("customer", f"There is no customer '{customer_id}'; add it to {CUSTOMERS_FILE}.")
        invoice_number = row.invoice["number"] if row.invoice else None
        if invoice_number and invoice_numbers.setdefault(invoice_number, number) != number:
            taken = invoice_numbers[invoice_number]
            fields.add("invoice", f"Invoice '{invoice_number}' belongs to order '{taken}'; correct its number.")
        numbers.add(number)


def _insert(connection: Connection, new_customers: list[CustomerRows], new_orders: list[OrderRows]) -> None:
    batches: list[tuple[Any, list[dict[str, Any]]]] = [
        (customers, [rows.customer for rows in new_customers]),
        (addresses, [row for rows in new_customers for row in rows.addresses]),
        (orders, [rows.order for rows in new_orders]),
        (order_items, [row for rows in new_orders for row in rows.items]),
        (order_history, [row for rows in new_orders for row in rows.history]),
        (refunds, [rows.refund for rows in new_orders if rows.refund]),
        (invoices, [rows.invoice for rows in new_orders if rows.invoice]),
    ]
    for table, rows_of_table in batches:
        if rows_of_table:
            connection.execute(insert(table), rows_of_table)
