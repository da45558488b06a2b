"""Two hundred customers at once, and a server that is killed under them. `python -m tools.bench load` is longer."""

from __future__ import annotations

import pytest

from bench.customers import Crowd
from bench.load import CUSTOMERS, on_mysql
from catalog.engine import create_catalog_engine
from tests.catalog.databases import Databases

pytestmark = pytest.mark.slow


def test_two_hundred_customers_at_once_leave_the_books_right(server: str, databases: Databases) -> None:
    result = Crowd(create_catalog_engine(databases.empty(server, "load")), CUSTOMERS).run(6)
    assert result["wrong"] == [] and "apologies" not in result, result
    assert result["search"] and result["change"]


@pytest.mark.services
def test_a_server_that_is_killed_costs_apologies_and_no_order() -> None:
    result = on_mysql(CUSTOMERS, 15)
    assert result["wrong"] == [], result
    assert result["apologies"] and result["change"], result
