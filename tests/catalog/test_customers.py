"""Signing in, addresses and the newsletter."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog.customers import CustomerRepository
from catalog.engine import create_catalog_engine, reading
from catalog.errors import CatalogUnavailable, InvalidData, NotFound
from catalog.models import Customer
from catalog.order_schema import audit, customers
from catalog.passwords import hash_password, verify_password
from tests.catalog.order_shop import EN, LI, ZH, OrderShop

pytest_plugins = ["tests.catalog.order_fixtures"]


def test_signing_in(order_shop: OrderShop) -> None:
    assert order_shop.customers.authenticate("demo", "demo", allow_demo=True) == Customer(
        ZH, "demo", "王小明", "zh", "", "13800010001", True
    )
    alice = order_shop.customers.authenticate(" ＡLICE ", "wonderland", allow_demo=True)
    assert alice is not None and (alice.id, alice.language) == (EN, "en")


def test_demo_customers_stay_out_where_they_are_not_wanted(order_shop: OrderShop) -> None:
    assert order_shop.customers.authenticate("demo", "demo", allow_demo=False) is None
    assert order_shop.customers.authenticate("alice", "wonderland", allow_demo=False) is not None


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("demo", "Demo"),
        ("demo", ""),
        ("demo", "demo "),
        ("demo", "x" * 100_000),
        ("nobody", "demo"),
        ("lina", ""),
        ("lina", "None"),
        ("", ""),
        ("' OR 1=1 --", "demo"),
        ("de%", "demo"),
        ("demo\0", "demo"),
        ("\ud800", "\ud800"),
    ],
)
def test_nobody_else_gets_in(order_shop: OrderShop, username: str, password: str) -> None:
    assert order_shop.customers.authenticate(username, password, allow_demo=True) is None


def test_passwords_are_stored_as_salted_hashes(order_shop: OrderShop) -> None:
    with reading(order_shop.engine) as connection:
        rows = {row.id: row.password_hash for row in connection.execute(select(customers))}
    assert rows[LI] is None
    assert all(rows[who].startswith("scrypt$") and "demo" not in rows[who] for who in (ZH, EN))
    assert hash_password("demo") != hash_password("demo")


@pytest.mark.parametrize("stored", ["", "demo", "scrypt$1", "scrypt$x$8$1$AA==$AA==", "md5$16384$8$1$AA==$AA=="])
def test_a_broken_hash_matches_nothing(stored: str) -> None:
    assert not verify_password("demo", stored)


def test_a_customer_by_id(order_shop: OrderShop) -> None:
    customer = order_shop.customers.get(ZH)
    assert customer is not None and customer.display_name == "王小明"
    assert order_shop.customers.get("nobody") is None


def test_addresses_begin_with_the_default_one(order_shop: OrderShop) -> None:
    found = order_shop.customers.addresses(ZH)
    assert [(address.text, address.is_default) for address in found] == [
        ("北京市海淀区中关村大街27号", True),
        ("石家庄市长安区中山东路188号", False),
    ]
    assert (found[0].recipient, found[0].phone) == ("王小明", "13800010001")
    assert order_shop.customers.addresses("nobody") == []


def test_adding_an_address(order_shop: OrderShop) -> None:
    added = order_shop.customers.add_address(ZH, " 上海市黄浦区 1号\n", recipient="李雷", phone="123")
    assert (added.text, added.recipient, added.phone, added.is_default) == ("上海市黄浦区 1号", "李雷", "123", False)
    assert added in order_shop.customers.addresses(ZH)
    assert order_shop.customers.add_address(ZH, "上海市黄浦区 1号", recipient="李雷", phone="123") == added
    assert len(order_shop.customers.addresses(ZH)) == 3
    assert order_shop.customers.add_address(ZH, "别处").recipient == "王小明"


def test_changing_the_default_address_leaves_orders_alone(order_shop: OrderShop) -> None:
    changed = order_shop.customers.change_default_address(ZH, "上海市黄浦区")
    assert (changed.text, changed.is_default) == ("上海市黄浦区", True)
    assert [address.text for address in order_shop.customers.addresses(ZH)] == [
        "上海市黄浦区",
        "石家庄市长安区中山东路188号",
    ]
    order = order_shop.orders.get(ZH, "SO20261101002")
    assert order is not None and order.shipping_address == "北京市海淀区中关村大街27号"


def test_changes_of_nobody_and_to_nothing_are_refused(order_shop: OrderShop) -> None:
    before = order_shop.dump()
    for text in ("", " ", "路" * 501):
        with pytest.raises(InvalidData):
            order_shop.customers.add_address(ZH, text)
        with pytest.raises(InvalidData):
            order_shop.customers.change_default_address(ZH, text)
    with pytest.raises(NotFound):
        order_shop.customers.add_address("nobody", "street")
    with pytest.raises(NotFound):
        order_shop.customers.change_default_address("nobody", "street")
    with pytest.raises(NotFound):
        order_shop.customers.set_newsletter("nobody", True)
    assert order_shop.dump() == before


def test_the_newsletter(order_shop: OrderShop) -> None:
    assert order_shop.customers.set_newsletter(ZH, False).newsletter is False
    assert order_shop.customers.set_newsletter(ZH, False).newsletter is False
    customer = order_shop.customers.get(ZH)
    assert customer is not None and customer.newsletter is False
    assert order_shop.count(audit, audit.c.action == "set_newsletter") == 1


def test_the_same_address_from_many_clicks_is_there_once(order_shop: OrderShop) -> None:
    barrier = threading.Barrier(8)

    def click(_: int) -> int:
        barrier.wait()
        return order_shop.customers.add_address(LI, "杭州市西湖区").id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(click, range(8)))) == 1
    assert len(order_shop.customers.addresses(LI)) == 2


def test_an_unreachable_database_is_said_as_such(tmp_path: Path) -> None:
    repository = CustomerRepository(create_catalog_engine(f"sqlite:///{tmp_path}"))
    with pytest.raises(CatalogUnavailable):
        repository.authenticate("demo", "demo", allow_demo=True)
    with pytest.raises(CatalogUnavailable):
        repository.add_address(ZH, "street")
