"""Tickets for the people of the shop."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from catalog.engine import create_catalog_engine
from catalog.errors import CatalogUnavailable, NotFound
from catalog.order_schema import tickets
from catalog.tickets import TicketRepository
from tests.catalog.order_shop import NOW, ZH, OrderShop

pytest_plugins = ["tests.catalog.order_fixtures"]


def test_a_ticket_has_a_number_of_its_day(order_shop: OrderShop) -> None:
    ticket = order_shop.tickets.open("complaint", "conversation-1", customer_id=ZH, summary="太慢了 😡", language="zh")
    day = "20261123"
    assert ticket.number == f"T{day}-0001"
    assert (ticket.kind, ticket.conversation, ticket.customer_id) == ("complaint", "conversation-1", ZH)
    assert (ticket.summary, ticket.language, ticket.created_at, ticket.state) == ("太慢了 😡", "zh", NOW, "open")
    assert order_shop.tickets.get(ticket.number.lower()) == ticket
    assert order_shop.tickets.open("complaint", "c", language="en").number == f"T{day}-0002"
    order_shop.now[0] = NOW + timedelta(days=1)
    assert order_shop.tickets.open("complaint", "c", language="en").number.endswith("-0001")
    assert order_shop.tickets.get("T20990101-0001") is None


def test_long_and_strange_texts_are_cut(order_shop: OrderShop) -> None:
    ticket = order_shop.tickets.open("k" * 99, "c" * 999, summary="a\0b" + "x" * 10_000, language="zh")
    assert (len(ticket.kind), len(ticket.conversation), len(ticket.summary)) == (40, 255, 4000)
    assert ticket.summary.startswith("a b")


def test_a_ticket_of_nobody_is_refused(order_shop: OrderShop) -> None:
    with pytest.raises(NotFound):
        order_shop.tickets.open("complaint", "c", customer_id="nobody", language="zh")
    assert order_shop.count(tickets) == 0


def test_no_two_tickets_share_a_number(order_shop: OrderShop) -> None:
    workers = [order_shop, order_shop.another_worker()]
    barrier = threading.Barrier(10)

    def open_some(index: int) -> list[str]:
        barrier.wait()
        repository = workers[index % 2].tickets
        return [repository.open("complaint", f"c{index}", language="zh").number for _ in range(5)]

    with ThreadPoolExecutor(10) as pool:
        found = [number for numbers in pool.map(open_some, range(10)) for number in numbers]
    assert len(set(found)) == 50
    assert sorted(int(number[-4:]) for number in found) == list(range(1, 51))
    workers[1].engine.dispose()


def test_an_unreachable_database_is_said_as_such(tmp_path: Path) -> None:
    with pytest.raises(CatalogUnavailable):
        TicketRepository(create_catalog_engine(f"sqlite:///{tmp_path}")).open("complaint", "c", language="zh")
