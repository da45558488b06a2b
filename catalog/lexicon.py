"""The shop's vocabulary: which brand, kind, feature or property a customer's words mean."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from sqlalchemy.engine import Engine

from catalog.engine import reading
from catalog.lexicon_data import LexiconData, load
from catalog.matcher import Found, Matcher
from catalog.mentions import denied_among, is_brand, kinds_meant
from catalog.models import Brand, Category, Spec, Tag
from catalog.normalize import contains_cjk, fold, tidy
from catalog.same_specs import same_of
from catalog.spec_filters import SpecFilter
from catalog.spec_reader import Conditions, conditions_in

REFRESH_S = 60.0
FUZZY_CUTOFF = 88.0
#: Brands are names: a letter too many is a typo, not another brand.
BRAND_CUTOFF = 80.0
#: A whole text this near to a property's name is that name with a typo.
WHOLE_CUTOFF = 93.0


@dataclass(frozen=True)
class CategoryMatch:
    """A kind of product with the feature words that stood with it (降噪耳机)."""

    category: Category
    tags: tuple[str, ...] = ()


class Lexicon:
    """Names of brands, categories, tags and specs, cached in memory and read anew after a minute."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._data: LexiconData | None = None
        self._read_at = 0.0

    @property
    def data(self) -> LexiconData:
        """The present state, read from the database where it is older than a minute."""
        data = self._data
        if data is not None and time.monotonic() - self._read_at < REFRESH_S:
            return data
        with self._lock:
            if self._data is None or time.monotonic() - self._read_at >= REFRESH_S:
                self._read()
            assert self._data is not None
            return self._data

    def refresh(self) -> None:
        """Read everything again now."""
        with self._lock:
            self._read()

    def _read(self) -> None:
        with reading(self._engine) as connection:
            self._data = load(connection, self._data)
        self._read_at = time.monotonic()

    @property
    def brands(self) -> list[Brand]:
        """All brands, in the shop's order."""
        return list(self.data.brands.values())

    @property
    def categories(self) -> list[Category]:
        """All categories, in the shop's order."""
        return list(self.data.categories.values())

    @property
    def tags(self) -> list[Tag]:
        """All feature words, in the shop's order."""
        return list(self.data.tags.values())

    @property
    def specs(self) -> list[Spec]:
        """All properties, in the shop's order."""
        return list(self.data.specs.values())

    def label(self, kind: str, id: str, language: str) -> str:
        """The name of something in a language.

        Args:
            kind: `brand`, `category`, `tag`, `spec` or `term`.
            id: Its id.
            language: `zh` or `en`.

        Returns:
            The name, or the id where the lexicon does not know it.
        """
        data = self.data
        things: dict[str, dict] = {  # type: ignore[type-arg]
            "brand": data.brands,
            "category": data.categories,
            "tag": data.tags,
            "spec": data.specs,
            "term": data.terms,
        }
        thing = things[kind].get(id)
        return str(thing.names.get(language)) if thing is not None else id

    def brand(self, text: str) -> Brand | None:
        """Which brand a text names: exactly, somewhere in it, or with a typo."""
        data = self.data
        ids = data.brand_matcher.exact(text) or data.brand_matcher.fuzzy(text, BRAND_CUTOFF)
        if not ids:
            ids = self.brands_in(text)
        return data.brands.get(ids[0]) if ids else None

    def category(self, text: str) -> CategoryMatch | None:
        """Which kind of product a text names, with the feature words in it; other modifiers are ignored."""
        data = self.data
        match = self.category_in(text)
        if match is None and not data.category_matcher.scan(data.sentence(text)):
            ids = data.category_matcher.fuzzy(text, FUZZY_CUTOFF) or self._fuzzy_word(data.category_matcher, text)
            match = CategoryMatch(data.categories[ids[0]]) if ids else None
            if match is not None:
                match = CategoryMatch(match.category, self.tags_in(text))
        return match

    def spec(self, text: str, category_id: str | None = None) -> Spec | None:
        """Which property a text asks about.

        Args:
            text: A word or a question: 电池多大, "how heavy", "refresh rate".
            category_id: Kind of the product; of several properties with one name, that of the kind is taken.

        Returns:
            The property, or None where the text names none.
        """
        data = self.data
        category = data.categories.get(category_id or "")
        own = frozenset(category.specs) if category else frozenset()
        candidates: list[str] = list(data.spec_matcher.exact(text) or data.spec_matcher.fuzzy(text, WHOLE_CUTOFF))
        if not any(spec in own for spec in candidates):
            found = data.spec_matcher.scan(data.sentence(text))
            for match in sorted(found, key=lambda match: match.start - match.end):
                candidates += match.ids
        if not candidates:
            candidates += data.spec_matcher.fuzzy(text, FUZZY_CUTOFF)
        same = [other for spec in candidates for other in same_of(spec, text) if own]
        best = next((spec for spec in candidates + same if spec in own), candidates[0] if candidates else None)
        return data.specs[best] if best else None

    def tags_in(self, text: str) -> tuple[str, ...]:
        """Ids of the feature words of a sentence; what only is part of a kind's own name (游戏机) does not count."""
        data = self.data
        sentence = data.sentence(text)
        kinds = [
            (found.start, found.end)
            for found in data.category_matcher.scan(sentence)
            if sentence.compact[found.start : found.end] in self._kind_names(data, found)
        ]
        # 无线充电 is a condition of its own, and says nothing about a product being 无线.
        kinds += [
            (found.start, found.end)
            for found in data.spec_matcher.scan(sentence)
            if any(data.specs[id].type == "boolean" and id not in data.tags for id in found.ids)
            and data.tag_matcher.exact(sentence.compact[found.start : found.end]) == ()
        ]
        named = data.tag_matcher.scan(sentence)
        unwanted = denied_among(sentence, named)
        return _ids(
            [
                match
                for match in named
                if match not in unwanted and not any(start <= match.start and match.end <= end for start, end in kinds)
            ]
        )

    def denied_in(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Ids of the brands and of the feature words that a sentence says no to (不要苹果的, "not foldable")."""
        sentence = self.data.sentence(text)
        brands, tags = (
            _ids(list(denied_among(sentence, matcher.scan(sentence))))
            for matcher in (self.data.brand_matcher, self.data.tag_matcher)
        )
        return brands, tags

    @staticmethod
    def _kind_names(data: LexiconData, found: Found) -> set[str]:
        category = data.categories[found.ids[0]]
        return {fold(category.names.zh), fold(category.names.en), fold(category.names.en) + "s"}

    def brands_in(self, text: str) -> tuple[str, ...]:
        """Ids of the brands that a sentence names, also misspelt, in their order."""
        data = self.data
        sentence = data.sentence(text)
        named = data.brand_matcher.scan(sentence)
        unwanted = denied_among(sentence, named)
        found = [match for match in named if is_brand(sentence, match) and match not in unwanted]
        if named:
            return _ids(found)
        others = data.category_matcher.scan(sentence) + data.tag_matcher.scan(sentence)
        rest = sentence.rest(others + data.spec_matcher.scan(sentence))
        heard = data.brand_by_sound(rest) if contains_cjk(rest) else None
        return (heard[1],) if heard else self._fuzzy_word(data.brand_matcher, rest, BRAND_CUTOFF)[:1]

    def category_in(self, text: str) -> CategoryMatch | None:
        """The kind of product that a sentence is about (see `kinds_meant`)."""
        data = self.data
        sentence = data.sentence(text)
        found = kinds_meant(sentence, data.category_matcher.scan(sentence))
        return CategoryMatch(data.categories[found[0].ids[0]], self.tags_in(text)) if found else None

    def spec_filters_in(self, text: str) -> tuple[SpecFilter, ...]:
        """Conditions on properties in a sentence: 内存16G以上, "at least 120 Hz", 8GB+256GB, 6.7英寸."""
        return self.conditions_in(text).filters

    def conditions_in(self, text: str) -> Conditions:
        """The conditions on properties, and the sentence without their numbers (which are no prices)."""
        category = self.category_in(text)
        return conditions_in(text, self.data, category.category if category else None)

    @staticmethod
    def _fuzzy_word(matcher: Matcher, text: str, cutoff: float = FUZZY_CUTOFF) -> tuple[str, ...]:
        for word in tidy(text).split():
            if len(word) >= 5 and word.isascii() and word.isalpha():
                ids = matcher.fuzzy(word, max(cutoff, 84.0))
                if ids:
                    return ids
        return ()


def _ids(found: list[Found]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.ids[0] for match in found))
