"""Many workers at once: no change is lost, none is doubled."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from catalog.engine import reading
from catalog.errors import CatalogError, OutOfStock, TransitionNotAllowed
from catalog.models import Order
from catalog.order_schema import audit, order_items, orders
from tests.catalog.order_shop import EN, LI, STOCK, ZH, OrderShop

pytest_plugins = ["tests.catalog.order_fixtures"]

PAID = "SO20261101002"
PACKED = "SO20261101003"
GONE = ("cancelled",)


@pytest.fixture
def workers(order_shop: OrderShop) -> Iterator[list[OrderShop]]:
    """Four workers with an engine each."""
    others = [order_shop.another_worker() for _ in range(3)]
    yield [order_shop, *others]
    for worker in others:
        worker.engine.dispose()


def at_once(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all jobs at the same moment; results in order, an error of the shop as its class."""
    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return job()
        except CatalogError as error:
            return type(error)

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def pieces_in_orders(shop: OrderShop, sku: str) -> int:
    statement = (
        select(func.coalesce(func.sum(order_items.c.quantity), 0))
        .join(orders, orders.c.number == order_items.c.order_number)
        .where(order_items.c.sku == sku, orders.c.state.not_in(GONE))
    )
    with reading(shop.engine) as connection:
        return int(connection.execute(statement).scalar_one())


def test_two_workers_cancel_the_same_order_once(workers: list[OrderShop]) -> None:
    jobs = [
        lambda index=index, worker=worker: worker.orders.cancel(ZH, PAID, request_id=f"click {index}")
        for index, worker in enumerate(workers * 2)
    ]
    results = at_once(jobs)
    assert Counter(isinstance(result, Order) for result in results) == {True: 1, False: 7}
    assert set(results) - {result for result in results if isinstance(result, Order)} == {TransitionNotAllowed}
    assert workers[0].stock("PHONE") == STOCK + 2
    order = workers[0].orders.get(ZH, PAID)
    assert order is not None and [state for state, _ in order.history].count("cancelled") == 1
    assert workers[0].count(audit) == 1


def test_the_same_click_at_every_worker_cancels_once_and_all_hear_the_same(workers: list[OrderShop]) -> None:
    jobs = [lambda worker=worker: worker.orders.cancel(ZH, PACKED, request_id="click") for worker in workers * 2]
    results = at_once(jobs)
    assert all(result == results[0] and result.state == "cancelled" for result in results)
    assert workers[0].stock("PHONE") == STOCK + 1
    assert workers[0].count(audit) == 1


def test_the_same_click_at_every_worker_orders_once(workers: list[OrderShop]) -> None:
    jobs = [
        lambda worker=worker: worker.orders.place(EN, "MOUSE", 2, "1 Main Road", request_id="click")
        for worker in workers * 2
    ]
    results = at_once(jobs)
    assert {result.number for result in results} == {results[0].number}
    assert workers[0].stock("MOUSE") == STOCK - 2


def test_the_stock_is_sold_once_and_every_order_has_its_number(workers: list[OrderShop]) -> None:
    jobs = [
        lambda index=index, worker=worker: worker.orders.place(EN, "TV", 1, "1 Main Road", request_id=f"r{index}")
        for index, worker in enumerate(workers * 4)
    ]
    results = at_once(jobs)
    sold = [result for result in results if isinstance(result, Order)]
    assert len(sold) == STOCK
    assert results.count(OutOfStock) == len(results) - STOCK
    assert len({order.number for order in sold}) == STOCK
    assert workers[0].stock("TV") == 0


def test_changing_and_cancelling_at_once_loses_no_piece(workers: list[OrderShop]) -> None:
    whole = workers[0].stock("PHONE") + pieces_in_orders(workers[0], "PHONE")
    jobs: list[Callable[[], Any]] = [
        lambda index=index: workers[index % 4].orders.change_quantity(
            ZH, PAID, "PHONE", index + 1, request_id=f"change {index}"
        )
        for index in range(6)
    ]
    jobs.insert(3, lambda: workers[3].orders.cancel(ZH, PAID, request_id="cancel"))
    at_once(jobs)
    order = workers[0].orders.get(ZH, PAID)
    assert order is not None and order.state == "cancelled"
    assert order.total == sum(item.quantity * item.unit_price for item in order.items)
    assert order.refund is not None and order.refund.amount == order.total
    assert sum(refund.amount for refund in order.refunds) == Decimal("7457.90")
    assert workers[0].stock("PHONE") + pieces_in_orders(workers[0], "PHONE") == whole


def test_many_customers_at_once_leave_the_books_right(workers: list[OrderShop]) -> None:
    skus = ("PHONE", "MOUSE", "TV")
    whole = {sku: workers[0].stock(sku) + pieces_in_orders(workers[0], sku) for sku in skus}
    done: list[str] = []
    refused: Counter[str] = Counter()

    def customer(index: int) -> None:
        chance, repository = random.Random(index), workers[index % 4].orders
        who = (ZH, EN, LI)[index % 3]
        for step in range(8):
            key = f"{index}-{step}"
            kind = chance.choice(["place", "place", "cancel", "quantity", "address", "refund"])
            try:
                if kind == "place":
                    repository.place(who, chance.choice(skus), chance.randint(1, 2), "some street", request_id=key)
                else:
                    own = repository.list_for(who)
                    if not own:
                        continue
                    number, item = chance.choice([(order.number, order.items[0]) for order in own])
                    if kind == "cancel":
                        repository.cancel(who, number, request_id=key)
                    elif kind == "quantity":
                        repository.change_quantity(who, number, item.sku, chance.randint(1, 3), request_id=key)
                    elif kind == "address":
                        repository.change_address(who, number, f"street {key}", request_id=key)
                    else:
                        repository.request_refund(who, number, "why not", request_id=key)
                done.append(key)
            except (TransitionNotAllowed, OutOfStock) as error:
                refused[type(error).__name__] += 1

    at_once([lambda index=index: customer(index) for index in range(12)])

    shop = workers[0]
    assert {sku: shop.stock(sku) + pieces_in_orders(shop, sku) for sku in skus} == whole
    with reading(shop.engine) as connection:
        assert sorted(connection.execute(select(audit.c.request_id)).scalars()) == sorted(done)
    for who in (ZH, EN, LI):
        for order in shop.orders.list_for(who, limit=100):
            assert order.total == sum(item.quantity * item.unit_price for item in order.items)
            assert order.history[-1][0] == order.state
    assert done and refused
