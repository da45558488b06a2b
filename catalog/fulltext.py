"""Statements on the token column, for SQLite FTS5 and for InnoDB full text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, Column, MetaData, Table, select, text
from sqlalchemy.dialects.mysql import MEDIUMTEXT
from sqlalchemy.engine import Connection

from catalog import schema

#: The table with the token column; SQLite's full-text tables have row numbers only.
_TABLES = {
    key: Table("product_search", MetaData(), Column(key, BigInteger, primary_key=True), Column("tokens", MEDIUMTEXT))
    for key in ("rowid", "product_id")
}
_SAFE = re.compile(r"[a-z0-9]{3,84}")
_SQLITE = text("SELECT rowid FROM product_search WHERE product_search MATCH :expression ORDER BY rank LIMIT :most")
_MYSQL = text(
    "SELECT product_id FROM product_search WHERE MATCH (tokens) AGAINST (:expression IN BOOLEAN MODE) "
    "ORDER BY MATCH (tokens) AGAINST (:expression IN BOOLEAN MODE) DESC LIMIT :most"
)


def search_table(connection: Connection) -> Table:
    """The table with the token column; its first column is the product's row number."""
    return _TABLES["rowid" if connection.dialect.name == "sqlite" else "product_id"]


def safe(tokens: Iterable[str]) -> list[str]:
    """Those of some tokens that can stand in a full-text expression, each once."""
    return [token for token in dict.fromkeys(tokens) if _SAFE.fullmatch(token)]


def vocabulary(connection: Connection, limit: int) -> dict[str, int]:
    """The Latin words of product names that occur in most products.

    Args:
        connection: To the shop's database.
        limit: Most words.

    Returns:
        Words with the number of their products.
    """
    table = schema.search_tokens
    statement = (
        select(table.c.token, table.c.products)
        .where(table.c.token >= "kw", table.c.token < "kx")
        .order_by(table.c.products.desc(), table.c.token)
        .limit(limit)
    )
    return {row.token[2:]: row.products for row in connection.execute(statement)}


def matching(connection: Connection, tokens: Sequence[str], limit: int, *, every: bool = False) -> list[int]:
    """Row numbers of products with some tokens, the most similar first.

    Args:
        connection: To the shop's database.
        tokens: From `tokens.tokens_of`.
        limit: Most products.
        every: Only products that have all tokens.
    """
    wanted = safe(tokens)
    if not wanted:
        return []
    if connection.dialect.name == "sqlite":
        expression = (" AND " if every else " OR ").join(f'"{token}"' for token in wanted)
        statement = _SQLITE
    else:
        expression = " ".join(f"+{token}" if every else token for token in wanted)
        statement = _MYSQL
    return [row[0] for row in connection.execute(statement, {"expression": expression, "most": limit})]
