"""Statements on the token column, for SQLite FTS5 and for InnoDB full text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select, text
from sqlalchemy.engine import Connection

from catalog import schema

_SAFE = re.compile(r"[a-z0-9]{3,84}")


def frequencies(connection: Connection, tokens: Iterable[str]) -> dict[str, int]:
    """In how many products each token occurs; tokens that occur in none are left out."""
    table = schema.search_tokens
    wanted = [token for token in dict.fromkeys(tokens) if _SAFE.fullmatch(token)]
    if not wanted:
        return {}
    statement = select(table.c.token, table.c.products).where(table.c.token.in_(wanted))
    return {row.token: row.products for row in connection.execute(statement)}


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
    wanted = [token for token in dict.fromkeys(tokens) if _SAFE.fullmatch(token)]
    if not wanted:
        return []
    if connection.dialect.name == "sqlite":
        expression = (" AND " if every else " OR ").join(f'"{token}"' for token in wanted)
        statement = text(
            "SELECT rowid AS id FROM product_search WHERE product_search MATCH :expression ORDER BY rank LIMIT :most"
        )
    else:
        expression = " ".join(f"+{token}" if every else token for token in wanted)
        statement = text(
            "SELECT product_id AS id FROM product_search WHERE MATCH (tokens) AGAINST (:expression IN BOOLEAN MODE) "
            "ORDER BY MATCH (tokens) AGAINST (:expression IN BOOLEAN MODE) DESC LIMIT :most"
        )
    statement = statement.bindparams(bindparam("expression", expression), bindparam("most", limit))
    return [int(row.id) for row in connection.execute(statement)]
