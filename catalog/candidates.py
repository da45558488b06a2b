"""Which products may be meant: by full name, by their rarest words, by words that look or sound alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.engine import Connection

from catalog import fulltext, schema
from catalog.asked_name import AskedName, near_words
from catalog.name_parts import SYLLABLE, split_word
from catalog.tokens import tokens_of

#: Most candidates of one look-up.
MOST = 24
#: Where a product has exactly the name that was asked, so many others are looked at.
NEAR = 15
#: Tokens of more products than this are only used together with others.
COMMON = 1000
#: So many products in all are ranked for one question.
RANKED = 2000
_PINYIN = re.compile(rf"(?:{SYLLABLE.pattern})+")

_keys, _tokens = schema.product_keys, schema.search_tokens
_named = select(_keys.c.product_id).where(_keys.c.name_key.in_(bindparam("keys", expanding=True))).limit(MOST)
_named = _named.subquery("named")
#: Full names and frequencies of tokens in one round trip.
_LOOK_UP = union_all(
    select(literal("").label("token"), _named.c.product_id.label("number")),
    select(_tokens.c.token, _tokens.c.products).where(_tokens.c.token.in_(bindparam("tokens", expanding=True))),
)


def look_up(connection: Connection, asked: AskedName, vocabulary: Collection[str]) -> tuple[list[int], list[int]]:
    """Products that may be meant.

    Args:
        connection: To the shop's database.
        asked: The customer's words, taken apart.
        vocabulary: Latin words of product names.

    Returns:
        Row numbers of products one of whose names is exactly what was asked, and of those that share words with it.
    """
    same, alike = _tokens_asked(asked, vocabulary)
    values = {"keys": [key[:200] for key in asked.whole], "tokens": fulltext.safe([*same, *alike])}
    exact: list[int] = []
    counts: dict[str, int] = {}
    for token, number in connection.execute(_LOOK_UP, values):
        if token:
            counts[token] = number
        else:
            exact.append(number)
    if asked.bare:
        return exact, []
    return exact, _by_words(connection, counts, frozenset(same), NEAR if exact else MOST)


def _tokens_asked(asked: AskedName, vocabulary: Collection[str]) -> tuple[list[str], list[str]]:
    """The tokens of what was asked, and those of words that look or sound like it."""
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
    return tokens, alike


def _by_words(connection: Connection, counts: dict[str, int], same: Collection[str], most: int) -> list[int]:
    found: dict[int, None] = {}
    chosen, budget = [], RANKED
    for token in sorted(counts, key=counts.__getitem__):
        if counts[token] <= min(COMMON, budget):
            budget -= counts[token]
            chosen.append(token)
    some = fulltext.matching(connection, chosen, most)
    strict = [token for token in counts if token in same and token[:2] in ("kw", "kn", "kb")]
    whole = len(some) < most and set(strict) <= set(chosen)
    if strict and not whole and (len(strict) > 1 or counts[strict[0]] > COMMON):
        found.update(dict.fromkeys(fulltext.matching(connection, _rarest(strict, counts), most, every=True)))
    found.update(dict.fromkeys(some))
    return list(found)


def _rarest(tokens: Sequence[str], counts: dict[str, int]) -> list[str]:
    return sorted(tokens, key=counts.__getitem__)[:6]


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
