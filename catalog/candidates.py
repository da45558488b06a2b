"""Which products may be meant: by full name, by their rarest words, by words that look or sound alike."""

from __future__ import annotations

import re
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.engine import Connection

from catalog import fulltext, schema
from catalog.asked_name import AskedName, near_words
from catalog.name_parts import SYLLABLE, split_word
from catalog.tokens import tokens_of

#: Most candidates of one look-up.
MOST = 40
#: Tokens of more products than this are only used together with others.
COMMON = 3000
_PINYIN = re.compile(rf"(?:{SYLLABLE.pattern})+")


def by_key(connection: Connection, asked: AskedName) -> list[int]:
    """Products one of whose names is exactly what was asked."""
    table = schema.product_keys
    statement = select(table.c.product_id).where(table.c.name_key.in_([key[:200] for key in asked.whole]))
    return [row.product_id for row in connection.execute(statement.limit(MOST))]


def by_words(connection: Connection, asked: AskedName, vocabulary: Collection[str]) -> list[int]:
    """Products that share words or numbers with what was asked."""
    tokens = tokens_of([asked.text])
    alike: list[str] = []
    for word in asked.parts.words:
        if word not in vocabulary:
            alike += [f"kw{other}" for other in near_words(word, vocabulary)]
            alike += spoken(word)
    for word in asked.text.split():
        if word.isalpha() and word.isascii():
            tokens += [f"kw{piece}" for piece in split_word(word, vocabulary) or ()]
    tokens += [f"kw{word}" for word in asked.parts.words] + [f"kj{word}" for word in asked.parts.words]
    counts = fulltext.frequencies(connection, tokens + alike)
    rare = sorted((token for token in counts if counts[token] <= COMMON), key=counts.__getitem__)
    found: dict[int, None] = {}
    strict = [token for token in counts if token in set(tokens) and token[:2] in ("kw", "kn", "kb")]
    if strict and (len(strict) > 1 or counts[strict[0]] > COMMON):
        found.update(dict.fromkeys(fulltext.matching(connection, strict, MOST, every=True)))
    budget, chosen = 2 * COMMON, []
    for token in rare:
        if counts[token] <= budget:
            budget -= counts[token]
            chosen.append(token)
    found.update(dict.fromkeys(fulltext.matching(connection, chosen, MOST)))
    return list(found)


def popular(connection: Connection, asked: AskedName) -> list[int]:
    """The most popular products of the brand and the kind that were named."""
    table = schema.products
    statement = select(table.c.id).order_by(table.c.rank_value.desc(), table.c.id).limit(MOST)
    if asked.brands:
        statement = statement.where(table.c.brand_id.in_(asked.brands))
    if asked.category:
        statement = statement.where(table.c.category_id == asked.category)
    return [row.id for row in connection.execute(statement)]


def spoken(word: str) -> list[str]:
    """Tokens of a word that may be pinyin."""
    if len(word) < 4 or not _PINYIN.fullmatch(word):
        return []
    parts = SYLLABLE.findall(word)
    return [f"kp{parts[place]}{parts[place + 1]}" for place in range(len(parts) - 1)]
