"""Writes and finds many rows in one statement.

What is found on a server comes as one JSON document as well: the driver hands rows over one by one, and between two of
them waits for the thread that reads ahead.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, func, select, text
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.elements import TextClause

from catalog import schema

#: Rows are lists of values in the order of the columns.
Rows = Sequence[Sequence[Any]]


def insert_rows(
    connection: Connection,
    table: Table,
    columns: tuple[str, ...],
    rows: Rows,
    *,
    key: str = "",
    add: Collection[str] = (),
    referenced: bool = False,
) -> None:
    """Insert rows, or change those that are there.

    MySQL and MariaDB get all rows as one JSON document: their driver writes every value of every row into the
    statement in Python, which takes several times as long as all the rest of an import.

    Args:
        connection: With an open transaction.
        table: The table.
        columns: Names of the columns.
        rows: Their values; nothing is done where there are none.
        key: Column with a unique key: a row that is there gets the new values. Empty: a clash is an error.
        add: Columns to which the value is added where the row is there.
        referenced: What the rows refer to is known to be there: MySQL need not look it up for each of them.
    """
    if not rows:
        return
    dialect = connection.dialect
    if dialect.name == "sqlite":
        connection.exec_driver_sql(
            _sqlite_statement(table, columns, key, frozenset(add)), [tuple(map(_sqlite_value, row)) for row in rows]
        )
        return
    document = json.dumps(rows, ensure_ascii=False, default=str, separators=(",", ":"))
    statement = _server_statement(table, columns, key, frozenset(add), referenced, dialect)
    connection.execute(statement, {"rows": document})


def one_column(connection: Connection, column: ColumnElement[str], where: ColumnElement[bool]) -> list[str]:
    """The texts in one column of many rows.

    Args:
        connection: To the shop's database.
        column: The column; never null.
        where: Which rows.

    Returns:
        Its texts, in any order.
    """
    if connection.dialect.name == "sqlite":
        return list(connection.execute(select(column).where(where)).scalars())
    found = connection.execute(select(func.json_arrayagg(column)).where(where)).scalar()
    return list(json.loads(found)) if found else []


def row_numbers(connection: Connection, table: Table, key: str, values: Sequence[str]) -> dict[str, int]:
    """Row numbers of the rows with some keys.

    Args:
        connection: To the shop's database.
        table: A table with a column `id`.
        key: Column with a unique key of text.
        values: The keys.

    Returns:
        Row number by key, for those that are there.
    """
    if connection.dialect.name == "sqlite":
        statement = select(table.c[key], table.c.id).where(table.c[key].in_(values))
        return {row[0]: row[1] for row in connection.execute(statement)}
    kind = table.c[key].type.compile(dialect=connection.dialect)
    found = connection.execute(
        text(
            f"SELECT JSON_OBJECTAGG({table.name}.{key}, {table.name}.id) "
            f"FROM JSON_TABLE(:keys, '$[*]' COLUMNS (value {kind} PATH '$')) AS given "
            f"JOIN {table.name} ON {table.name}.{key} = CONVERT(given.value USING utf8mb4) COLLATE utf8mb4_bin"
        ),
        {"keys": json.dumps(list(values), ensure_ascii=False)},
    ).scalar()
    return dict(json.loads(found)) if found else {}


@lru_cache(maxsize=64)
def _sqlite_statement(table: Table, columns: tuple[str, ...], key: str, add: frozenset[str]) -> str:
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' for _ in columns)})"
    if not key:
        return statement
    return f"{statement} ON CONFLICT ({key}) DO UPDATE SET {_changes(table, columns, key, add, 'excluded.{0}')}"


@lru_cache(maxsize=64)
def _server_statement(
    table: Table, columns: tuple[str, ...], key: str, add: frozenset[str], referenced: bool, dialect: Dialect
) -> TextClause:
    types = (table.c[name].type.compile(dialect=dialect) for name in columns)
    read = ", ".join(
        f"{name} {kind} PATH '$[{at}]'" for at, (name, kind) in enumerate(zip(columns, types, strict=True))
    )
    names = ", ".join(columns)
    hint = "/*+ SET_VAR(foreign_key_checks=OFF) */ " if referenced else ""
    statement = (
        f"INSERT {hint}INTO {table.name} ({names}) "
        f"SELECT {names} FROM JSON_TABLE(:rows, '$[*]' COLUMNS ({read})) AS given"
    )
    if key:
        statement += f" ON DUPLICATE KEY UPDATE {_changes(table, columns, key, add, 'VALUES({0})')}"
    return text(statement)


def _changes(table: Table, columns: tuple[str, ...], key: str, add: frozenset[str], new: str) -> str:
    return ", ".join(
        f"{name} = {f'{table.name}.{name} + ' if name in add else ''}{new.format(name)}"
        for name in columns
        if name != key
    )


def _sqlite_value(value: Any) -> Any:
    return float(value.quantize(schema.CENT, ROUND_HALF_UP)) if isinstance(value, Decimal) else value
