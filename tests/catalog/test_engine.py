"""Addresses of databases, and which of their errors are outages."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from catalog.__main__ import main
from catalog.engine import create_catalog_engine, reading, writing
from catalog.errors import CatalogError, CatalogUnavailable
from catalog.order_transactions import read

SECRET = "s3cret"
ADDRESSES = {
    f"postgresql://shop:{SECRET}@db/shop": "K106",
    f"mysql+pymysql://shop:{SECRET}@db/shop": "K106",
    f"oracle://shop:{SECRET}@db/shop": "K106",
    f"mysql://shop:{SECRET}@db:port/shop": "K110",
    f"shop:{SECRET}@db/shop": "K110",
    "shop.db": "K110",
}


@pytest.mark.parametrize(("url", "code"), ADDRESSES.items())
def test_an_address_that_cannot_be_used_is_a_message_without_its_password(
    url: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CatalogError) as error:
        create_catalog_engine(url)
    assert error.value.code == code
    assert main(["--url", url, "migrate"]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"{code}: ") and told.count("\n") == 1
    assert SECRET not in told and SECRET not in str(error.value)


@pytest.mark.parametrize("statement", ["SELECT x FROM nowhere", "SELEKT 1", "SELECT nothing FROM brands"])
def test_a_wrong_statement_is_no_outage(empty_engine: Engine, statement: str) -> None:
    for ask in (
        lambda: read(empty_engine, lambda connection: connection.execute(text(statement))),
        lambda: ask_directly(empty_engine, statement),
    ):
        with pytest.raises(DBAPIError):
            ask()


def ask_directly(engine: Engine, statement: str) -> None:
    with reading(engine) as connection:
        connection.execute(text(statement))


def test_a_file_that_cannot_be_opened_or_is_held_is_an_outage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.engine.BUSY_TIMEOUT_S", 0)
    with pytest.raises(CatalogUnavailable):
        ask_directly(create_catalog_engine(f"sqlite:///{tmp_path}"), "SELECT 1")
    engines = [create_catalog_engine(f"sqlite:///{tmp_path / 'held.db'}") for _ in range(2)]
    with writing(engines[0]), pytest.raises(CatalogUnavailable), writing(engines[1]):
        pass
