"""Import of customers and orders, and the sample files of the shop."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from catalog.engine import reading, writing
from catalog.errors import InvalidData
from catalog.order_import import OrderImport, import_order_files
from catalog.order_schema import customers, orders
from catalog.order_states import ORDER_STATES
from catalog.schema import products
from tests.catalog.order_shop import CUSTOMERS, ORDERS, TODAY, ZH, OrderShop, add_products, write_files

pytest_plugins = ["tests.catalog.order_fixtures"]

SHOP = Path(__file__).resolve().parents[2] / "shop"


def test_dates_count_from_the_day_of_the_import(empty_order_shop: OrderShop, tmp_path: Path) -> None:
    later = date(2031, 2, 1)
    import_order_files(empty_order_shop.engine, write_files(tmp_path / "files"), later)
    order = empty_order_shop.orders.get(ZH, "SO20261101004")
    assert order is not None
    assert order.created_at.date() == later - timedelta(days=4)
    assert order.eta == later + timedelta(days=2)
    for order in empty_order_shop.orders.list_for(ZH):
        moments = [at for _, at in order.history]
        assert order.created_at == moments[0] and moments == sorted(moments)
        assert moments[-1].date() <= later
        assert order.history[-1][0] == order.state


def test_what_exists_is_kept(order_shop: OrderShop, tmp_path: Path) -> None:
    order_shop.orders.cancel(ZH, "SO20261101001", request_id="r")
    order_shop.customers.set_newsletter(ZH, False)
    before = order_shop.dump()
    result = import_order_files(order_shop.engine, write_files(tmp_path / "files"), TODAY)
    assert result == OrderImport(customers_added=0, customers_kept=3, orders_added=0, orders_kept=11)
    assert order_shop.dump() == before


def test_only_what_is_new_is_added(order_shop: OrderShop, tmp_path: Path) -> None:
    more = (
        "- {number: SO1, customer: C2, state: paid, days_ago: 0, items: [{sku: TV, quantity: 2, unit_price: 8500}]}\n"
    )
    folder = write_files(tmp_path / "files", "[]", ORDERS + more)
    assert import_order_files(order_shop.engine, folder, TODAY) == OrderImport(0, 0, 1, 11)
    order = order_shop.orders.get("C2", "so1")
    assert order is not None and (order.total, order.shipping_address) == (Decimal("17000.00"), "1 Main Road")


def test_missing_files_are_empty_files(empty_order_shop: OrderShop, tmp_path: Path) -> None:
    assert import_order_files(empty_order_shop.engine, tmp_path, TODAY) == OrderImport(0, 0, 0, 0)


def test_a_dry_run_counts_and_writes_nothing(empty_order_shop: OrderShop, tmp_path: Path) -> None:
    before = empty_order_shop.dump()
    folder = write_files(tmp_path / "files")
    assert import_order_files(empty_order_shop.engine, folder, TODAY, dry_run=True) == OrderImport(3, 0, 11, 0)
    assert empty_order_shop.dump() == before


CUSTOMER = {"id": "C9", "username": "x", "display_name": "x"}
ORDER = {"number": "SO9", "customer": "C1", "state": "paid", "days_ago": 1, "items": [{"sku": "TV"}]}


@pytest.mark.parametrize(
    ("changes", "where", "words"),
    [
        ({"display_name": None}, "display_name", "is missing"),
        ({"username": "DEMO"}, "username", "belongs to customer 'C1'"),
        ({"id": "C1"}, "id", "twice"),
        ({"language": "fr"}, "language", "one of zh, en"),
        ({"phone": 13800010001}, "phone", "in quotes"),
        ({"demo": "yes"}, "demo", "true or false"),
        ({"nickname": "y"}, "nickname", "There is no field"),
        ({"addresses": [{"recipient": "y"}]}, "addresses 1: text", "is missing"),
        ({"addresses": [{"text": "y", "default": True}] * 2}, "addresses", "More than one"),
        ({"addresses": "y"}, "addresses", "list"),
    ],
)
def test_what_is_wrong_with_customers(
    empty_order_shop: OrderShop, tmp_path: Path, changes: dict[str, Any], where: str, words: str
) -> None:
    check_finding(empty_order_shop, tmp_path, "customers.yml", {**CUSTOMER, **changes}, where, words)


@pytest.mark.parametrize(
    ("changes", "where", "words"),
    [
        ({"items": []}, "items", "no items"),
        ({"items": "TV"}, "items", "list"),
        ({"items": [{"sku": "NOKIA"}]}, "items 1: sku", "no product"),
        ({"items": [{"sku": "TV"}, {"sku": "TV"}]}, "items 2: sku", "twice"),
        ({"items": [{"sku": "TV", "quantity": 0}]}, "items 1: quantity", "from 1"),
        ({"items": [{"sku": "TV", "unit_price": "cheap"}]}, "items 1: unit_price", "amount"),
        ({"state": "lost"}, "state", "one of"),
        ({"days_ago": None}, "days_ago", "whole number"),
        ({"customer": "C7", "address": "x"}, "customer", "no customer"),
        ({"number": "so-9"}, "number", "capital"),
        ({"number": "SO20261101001"}, "number", "twice"),
        ({"state": "refunded"}, "refund", "needs"),
        ({"refund": "yes"}, "refund", "fields"),
        ({"refund": {"amount": 9000.01}}, "refund: amount", "more than the order's total of 9000.00"),
        ({"invoice": {"state": "issued"}}, "invoice: number", "missing"),
        ({"invoice": {"state": "issued", "number": "FP1"}}, "invoice", "belongs to order"),
        ({"history": {"paid": 2}}, "history", "order of time"),
        ({"history": {"packed": 1}}, "history", "last state"),
        ({"eta_in_days": "soon"}, "eta_in_days", "whole number"),
    ],
)
def test_what_is_wrong_with_orders(
    empty_order_shop: OrderShop, tmp_path: Path, changes: dict[str, Any], where: str, words: str
) -> None:
    check_finding(empty_order_shop, tmp_path, "orders.yml", {**ORDER, **changes}, where, words)


@pytest.mark.parametrize(("entry", "words"), [("just text", "entry with fields"), ("{id: [}", "not valid YAML")])
def test_what_is_wrong_with_the_file(empty_order_shop: OrderShop, tmp_path: Path, entry: str, words: str) -> None:
    check_finding(empty_order_shop, tmp_path, "customers.yml", entry, "", words)


def check_finding(
    shop: OrderShop, tmp_path: Path, file: str, entry: dict[str, Any] | str, where: str, words: str
) -> None:
    """Import the usual files with one wrong entry at the end of one: it is found there and nothing is written."""
    text = entry if isinstance(entry, str) else json.dumps(entry, ensure_ascii=False)
    texts = {"customers.yml": CUSTOMERS, "orders.yml": ORDERS}
    texts[file] += f"- {text}\n"
    before = shop.dump()
    with pytest.raises(InvalidData) as error:
        import_order_files(shop.engine, write_files(tmp_path / "files", *texts.values()), TODAY)
    found = [finding for finding in error.value.findings if finding.column == where and words in finding.message]
    assert found, error.value.findings
    assert (found[0].file, found[0].line) == (file, texts[file].count("\n"))
    assert shop.dump() == before


def test_all_findings_are_told_at_once(empty_order_shop: OrderShop, tmp_path: Path) -> None:
    bad = "- {number: A, customer: X, state: paid, days_ago: -1, items: [{sku: Y}]}\n"
    with pytest.raises(InvalidData) as error:
        import_order_files(empty_order_shop.engine, write_files(tmp_path / "files", "- {id: Z}\n", bad), TODAY)
    assert {finding.file for finding in error.value.findings} == {"customers.yml", "orders.yml"}
    assert len(error.value.findings) >= 5


# ---- the sample ----


@pytest.fixture
def sample_shop(empty_order_shop: OrderShop) -> OrderShop:
    """The sample customers and orders over the sample products."""
    prices = {}
    for path in sorted((SHOP / "products").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            prices.update({row["sku"]: row["price"] for row in csv.DictReader(file)})
    with writing(empty_order_shop.engine) as connection:
        for table in ("products", "brands", "categories"):
            connection.execute(delete(products.metadata.tables[table]))
    add_products(empty_order_shop.engine, prices)
    import_order_files(empty_order_shop.engine, SHOP, TODAY)
    return empty_order_shop


def test_the_sample_customers(sample_shop: OrderShop) -> None:
    demo = sample_shop.customers.authenticate("demo", "demo", allow_demo=True)
    alice = sample_shop.customers.authenticate("alice", "alice", allow_demo=True)
    assert demo is not None and (demo.id, demo.display_name, demo.language) == ("C1001", "王小明", "zh")
    assert alice is not None and (alice.id, alice.display_name, alice.language) == ("C1002", "Alice Smith", "en")
    with reading(sample_shop.engine) as connection:
        rows = list(connection.execute(select(customers)))
    assert len(rows) == 8
    assert {row.username for row in rows if row.password_hash} == {"demo", "alice"}
    assert all(row.demo for row in rows if row.password_hash)


@pytest.mark.parametrize("customer", ["C1001", "C1002"])
def test_the_sample_orders_show_every_state(sample_shop: OrderShop, customer: str) -> None:
    found = sample_shop.orders.list_for(customer)
    assert {order.state for order in found} >= set(ORDER_STATES) - {"returned"}
    assert len(sample_shop.orders.list_for(customer, "cancel")) >= 2
    refundable = {order.number for order in sample_shop.orders.list_for(customer, "request_refund")}
    delivered = {order.number for order in found if order.state == "delivered"}
    assert delivered & refundable and delivered - refundable
    assert {order.invoice.state if order.invoice else "none" for order in found} == {"none", "requested", "issued"}
    assert any(order.state == "refund_requested" and order.refund for order in found)
    assert all(order.eta is None or order.eta >= TODAY for order in found)


def test_everybody_in_the_sample_has_orders_and_all_states_occur(sample_shop: OrderShop) -> None:
    with reading(sample_shop.engine) as connection:
        rows = list(connection.execute(select(orders)))
    assert len({row.customer_id for row in rows}) == 8
    assert {row.state for row in rows} == set(ORDER_STATES)
