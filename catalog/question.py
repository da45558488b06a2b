"""A customer's question, taken apart: what is asked for by name, and under which conditions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from catalog.asked_name import AskedName
from catalog.bounds import READ
from catalog.conditions import SearchQuery
from catalog.fillers import without_fillers
from catalog.lexicon import Lexicon
from catalog.lexicon_data import LexiconData
from catalog.name_search import NameSearch
from catalog.normalize import contains_cjk, pinyin
from catalog.prices import prices_in
from catalog.spec_filters import SpecFilter

#: So many letters (of pinyin, for Chinese) beside known words say nothing.
_LEFT_LETTERS = 3


@dataclass(frozen=True)
class Question:
    """A query with what its text says.

    Attributes:
        query: The query, with the conditions of its text.
        asked: The name in the text, or None without a text.
        left: The text without brand, kind, prices and conditions on properties.
    """

    query: SearchQuery
    asked: AskedName | None = None
    left: str = ""

    def only_conditions(self, data: LexiconData) -> bool:
        """Whether the text holds nothing beyond the words for features, properties and amounts."""
        query = self.query
        if self.asked is None or self.asked.bare:
            return query.filtered
        sentence = data.sentence(without_fillers(self.left))
        rest = sentence.rest([*data.tag_matcher.scan(sentence), *data.spec_matcher.scan(sentence)])
        letters = sum(len(pinyin(char)) if contains_cjk(char) else char.isalpha() for char in rest)
        digits = any(char.isdigit() for char in rest)
        priced = query.price_min is not None or query.price_max is not None
        return query.filtered and letters <= _LEFT_LETTERS and (priced or not digits)


def read_question(connection: Connection, query: SearchQuery, lexicon: Lexicon, names: NameSearch) -> Question:
    """Take a query's text apart.

    Args:
        connection: To the shop's database.
        query: Conditions that it has itself come before those of its text.
        lexicon: The shop's words.
        names: The names of its products.
    """
    text = query.text
    if not text.strip():
        return Question(replace(query, text=""))
    conditions = lexicon.conditions_in(text)
    prices = prices_in(conditions.rest)
    # A price is no part of a name; a size may be one.
    name = _blank(conditions.text, prices.spans) if prices.spans else text
    asked = names.read(connection, name)
    left = asked.text
    if conditions.filters or prices.spans:
        plain = _blank(conditions.rest, prices.spans).replace(READ, " ")
        left = names.read(connection, plain).text
    free = query.price_min is None and query.price_max is None
    no_brands, no_tags = lexicon.denied_in(text)
    # What was said last counts: not Apple after all.
    brands = tuple(brand for brand in query.brands if brand not in no_brands)
    tags = tuple(tag for tag in query.tags if tag not in no_tags)
    read = replace(
        query,
        brands=brands or asked.brands,
        category=query.category or asked.category,
        tags=tuple(dict.fromkeys((*tags, *lexicon.tags_in(text)))),
        spec_filters=_merged(query.spec_filters, conditions.filters),
        not_brands=tuple(dict.fromkeys((*query.not_brands, *no_brands))),
        not_tags=tuple(dict.fromkeys((*query.not_tags, *no_tags))),
        price_min=prices.low if free else query.price_min,
        price_max=prices.high if free else query.price_max,
    )
    return Question(read, asked, left)


def _blank(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _merged(given: tuple[SpecFilter, ...], read: tuple[SpecFilter, ...]) -> tuple[SpecFilter, ...]:
    known = {condition.spec for condition in given}
    return (*given, *(condition for condition in read if condition.spec not in known))
