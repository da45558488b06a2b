"""What the lexicon holds in memory: the shop's brands, kinds, features and properties with their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from catalog import schema
from catalog.matcher import Matcher, Sentence
from catalog.models import Brand, Category, Names, Spec, Tag, Term
from catalog.normalize import contains_cjk, fold, pinyin, syllables, tidy
from catalog.units import Units

_MIN_SPOKEN = 6


def _split(word: str, sounds: frozenset[str]) -> list[str] | None:
    if word in sounds:
        return [word]
    if len(word) < _MIN_SPOKEN or not word.isalpha():
        return None
    for cut in range(len(word) - 1, 2, -1):
        if word[:cut] in sounds and (rest := _split_rest(word[cut:], sounds)):
            return [word[:cut], *rest]
    return None


def _split_rest(word: str, sounds: frozenset[str]) -> list[str] | None:
    return [word] if word in sounds else _split(word, sounds)


def _ordered(table: object) -> Select:
    return select(table).order_by(table.c.position, table.c.id)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class LexiconData:
    """One consistent state of the lexicon; never changed, only replaced."""

    brands: dict[str, Brand] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    specs: dict[str, Spec] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    brand_matcher: Matcher = field(default_factory=lambda: Matcher(()))
    category_matcher: Matcher = field(default_factory=lambda: Matcher(()))
    tag_matcher: Matcher = field(default_factory=lambda: Matcher(()))
    spec_matcher: Matcher = field(default_factory=lambda: Matcher(()))
    term_matcher: Matcher = field(default_factory=lambda: Matcher(()))
    sounds: frozenset[str] = frozenset()

    @cached_property
    def units(self) -> Units:
        """The units in which the shop's properties can be asked for."""
        return Units(self.specs)

    @cached_property
    def _brand_sounds(self) -> dict[str, str]:
        names = {id: brand.names.zh for id, brand in self.brands.items() if contains_cjk(brand.names.zh)}
        return {pinyin(name): id for id, name in names.items() if len(syllables(name)) == len(name) >= 2}

    def brand_by_sound(self, text: str) -> tuple[str, str] | None:
        """A word in a text that sounds like a brand but is written with other characters (索泥 for 索尼).

        Args:
            text: What is left of a sentence without brands and kinds.

        Returns:
            The word and the brand's id.
        """
        sentence = Sentence(text)
        known = [*self.tag_matcher.scan(sentence), *self.spec_matcher.scan(sentence)]
        for run in sentence.rest(known).split():
            for start in range(len(run) - 1):
                for length in (4, 3, 2):
                    word = run[start : start + length]
                    if len(word) == length and len(syllables(word)) == length:
                        id = self._brand_sounds.get(pinyin(word))
                        if id:
                            return word, id
        return None

    def sentence(self, text: str) -> Sentence:
        """A text ready for scanning; pinyin without spaces (`jiangzaoerji`) is split into the shop's words."""
        if contains_cjk(text):
            return Sentence(text)
        words = [piece for word in tidy(text).split() for piece in (_split(word, self.sounds) or [word])]
        return Sentence(" ".join(words))


def _matcher(things: Mapping[str, Brand | Category | Tag | Spec | Term]) -> Matcher:
    return Matcher(
        (name, thing.id) for thing in things.values() for name in (thing.names.zh, thing.names.en, *thing.aliases)
    )


def load(connection: Connection, known: LexiconData | None = None) -> LexiconData:
    """Read the lexicon.

    Args:
        connection: To the shop's database.
        known: What was read before; returned again where nothing has changed.

    Returns:
        Everything, prepared for matching.
    """
    aliases: dict[tuple[str, str], list[str]] = defaultdict(list)
    table = schema.lexicon_aliases
    for row in connection.execute(select(table).order_by(table.c.position)):
        aliases[row.kind, row.owner_id].append(row.alias)
    sheet: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(select(schema.category_specs).order_by(schema.category_specs.c.position)):
        sheet[row.category_id].append(row.spec_id)

    brands = {
        row.id: Brand(row.id, Names(row.zh, row.en), tuple(aliases["brand", row.id]))
        for row in connection.execute(_ordered(schema.brands))
    }
    categories = {
        row.id: Category(row.id, Names(row.zh, row.en), tuple(aliases["category", row.id]), tuple(sheet[row.id]))
        for row in connection.execute(_ordered(schema.categories))
    }
    tags = {
        row.id: Tag(row.id, Names(row.zh, row.en), tuple(aliases["tag", row.id]))
        for row in connection.execute(_ordered(schema.tags))
    }
    specs = {
        row.id: Spec(row.id, Names(row.zh, row.en), row.unit, row.type, tuple(aliases["spec", row.id]), row.better)
        for row in connection.execute(_ordered(schema.specs))
    }
    terms = {
        row.id: Term(
            row.id, Names(row.zh, row.en), tuple(aliases["term", row.id]), Names(row.explain_zh, row.explain_en)
        )
        for row in connection.execute(_ordered(schema.terms))
    }
    everything = (brands, categories, tags, specs, terms)
    if known and everything == (known.brands, known.categories, known.tags, known.specs, known.terms):
        return known
    matchers = [_matcher(things) for things in everything]
    sounds = {sound for matcher in matchers[:4] for sound in matcher.sounds}
    names = {fold(name) for brand in brands.values() for name in (brand.names.en, *brand.aliases)}
    sounds |= {name for name in names if name.isascii() and name.isalpha() and len(name) >= 4}
    return LexiconData(
        brands=brands,
        categories=categories,
        tags=tags,
        specs=specs,
        terms=terms,
        brand_matcher=matchers[0],
        category_matcher=matchers[1],
        tag_matcher=matchers[2],
        spec_matcher=matchers[3],
        term_matcher=matchers[4],
        sounds=frozenset(sounds),
    )
