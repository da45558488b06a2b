"""Which product does a customer mean?"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq
from sqlalchemy.engine import Connection, Engine

from catalog import candidates as lookup
from catalog.asked_name import AskedName, read_name
from catalog.engine import reading
from catalog.fulltext import vocabulary
from catalog.lexicon import REFRESH_S, Lexicon
from catalog.models import Product
from catalog.name_keys import Candidate, KeyCache
from catalog.name_match import Comparison, compare
from catalog.name_parts import SUFFIXES, NameParts
from catalog.products import load_products

#: From this score on it is "that one".
SURE = 0.85
#: Several products fit what was asked: none of them is "that one".
SEVERAL = 0.82
#: A product with more in its name than was asked, where another has exactly that name.
LONGER = 0.8
OTHER_BRAND = 0.5
OTHER_KIND = 0.6
BARE = 0.55
VOCABULARY = 20_000
#: Words this similar are the same word with a typo.
_ALIKE = 74.0
#: With fewer candidates than this, the brand's popular products are looked at as well.
FEW = 3


@dataclass(frozen=True)
class NameMatch:
    """A product that may be meant; `exact`: its name is what was asked."""

    product: Product
    score: float
    exact: bool = False


@dataclass(frozen=True)
class Scored:
    """A candidate with its score; `related`: it shares a brand, a kind or a word with what was asked."""

    candidate: Candidate
    score: float
    exact: bool
    fits: bool
    extra: float = 0.0
    variant: bool = False
    related: bool = True


class NameSearch:
    """Finds products by name."""

    def __init__(self, engine: Engine, lexicon: Lexicon) -> None:
        self._engine = engine
        self._lexicon = lexicon
        self._lock = threading.Lock()
        self._cache: KeyCache | None = None
        self._read_at = 0.0

    def find(self, name: str, limit: int = 5) -> list[NameMatch]:
        """Products that a name may mean.

        Args:
            name: As the customer wrote it; other words around it do no harm.
            limit: Most products.

        Returns:
            The best first; a score of at least 0.85 means "that one".
        """
        data = self._lexicon.data
        with reading(self._engine) as connection:
            scored = self.scored(connection, self.read(connection, name))[:limit]
            products = load_products(connection, [match.candidate.id for match in scored], data)
        return [
            NameMatch(products[match.candidate.id], match.score, match.exact)
            for match in scored
            if match.candidate.id in products
        ]

    def read(self, connection: Connection, name: str) -> AskedName:
        """Take a customer's words apart."""
        cache = self._keys(connection)
        return read_name(name, cache.data, cache.vocabulary)

    def scored(self, connection: Connection, asked: AskedName) -> list[Scored]:
        """All candidates for what was asked, the best first."""
        cache = self._keys(connection)
        exact, more = lookup.look_up(connection, asked, cache.vocabulary)
        if asked.bare and not exact:
            if not asked.brands and not asked.category:
                return []
            found = cache.candidates(connection, lookup.popular(connection, asked))
            return sorted((Scored(each, BARE, False, False) for each in found), key=_order)
        if asked.brands and not exact and len(more) < FEW:
            more += lookup.popular(connection, asked)
        ids = list(dict.fromkeys(exact + more))
        scored = [_score(asked, each, cache) for each in cache.candidates(connection, ids)]
        return _settle(asked, [match for match in scored if match.score > 0.2])

    def _keys(self, connection: Connection) -> KeyCache:
        data, cache = self._lexicon.data, self._cache
        if cache is not None and cache.data is data and time.monotonic() - self._read_at < REFRESH_S:
            return cache
        with self._lock:
            # Whoever waited finds what another has read meanwhile.
            cache = self._cache
            if cache is not None and cache.data is data and time.monotonic() - self._read_at < REFRESH_S:
                return cache
            words = vocabulary(connection, VOCABULARY)
            if self._cache is None or self._cache.data is not data or self._cache.vocabulary != words:
                self._cache = KeyCache(data, words)
            self._read_at = time.monotonic()
            return self._cache

    def refresh(self) -> None:
        """Read the names and their vocabulary again at the next question."""
        self._cache = None


def _score(asked: AskedName, candidate: Candidate, cache: KeyCache) -> Scored:
    right_brand = not asked.brands or candidate.brand in asked.brands
    right_kind = asked.category is None or candidate.category == asked.category
    if candidate.wholes & asked.written:
        return Scored(candidate, 1.0, True, True)
    best = Comparison(0.0, False, 1.0)
    for key in candidate.keys:
        found = compare(asked.parts, key, cache.vocabulary, kind_asked=asked.category is not None)
        if (found.fits, found.score) > (best.fits, best.score):
            best = found
    # Only a name written as it is scores 1.
    score, fits = min(best.score, 0.99), best.fits
    if not right_brand:
        score, fits = min(score, OTHER_BRAND), False
    elif asked.other_thing or not right_kind:
        score, fits = min(score, OTHER_KIND), False
    elif asked.features:
        # 降噪耳机 is a kind with a feature, also where a product is called so.
        score = min(score, BARE)
    elif not asked.brands and not asked.category and not _telling(asked):
        # A number alone ("14") fits many brands.
        score = min(score, LONGER)
    exact = fits and best.extra == 0.0 and score >= 0.95
    related = fits or (right_brand and bool(asked.brands)) or (right_kind and asked.category is not None)
    related = related or any(_share_a_word(asked.parts, key.parts) for key in candidate.keys)
    return Scored(candidate, score, exact, fits, best.extra, best.variant, related)


def _share_a_word(asked: NameParts, name: NameParts) -> bool:
    """Whether two names have more than a number in common."""
    words = set(asked.words) & set(name.words)
    numbers = set(asked.numbers) & set(name.numbers)
    if any(len(word) > 2 and word not in SUFFIXES for word in words) or (words and len(words) + len(numbers) > 1):
        return True
    return LCSseq.similarity(asked.chinese, name.chinese) >= 2 or any(
        len(word) > 3 and fuzz.ratio(word, other) >= _ALIKE for word in asked.words for other in name.words
    )


def _telling(asked: AskedName) -> bool:
    parts = asked.parts
    letters = sum(map(len, parts.words)) + 2 * len(parts.chinese)
    return letters >= 3 or (letters >= 1 and bool(parts.numbers))


def _settle(asked: AskedName, scored: list[Scored]) -> list[Scored]:
    """Decide whether one of the candidates is "that one"."""
    fitting = [match for match in scored if match.fits]
    exact = [match for match in fitting if match.exact]
    if exact:
        top = max(match.score for match in exact)
        best = [match for match in exact if match.score >= top - 0.005]
        sure = len(best) == 1
        settled = []
        for match in scored:
            if match in best:
                settled.append(match if sure else replace(match, score=SEVERAL, exact=False))
            else:
                settled.append(replace(match, score=min(match.score, LONGER), exact=False))
        return sorted(settled, key=_order)
    if len(fitting) == 1:
        only = fitting[0]
        certain = (
            max(only.score, SURE + 0.01) if _telling(asked) and only.score >= 0.6 and not asked.features else only.score
        )
        # The X100 Pro is not the X100, also where the shop has no X100.
        certain = min(certain, SEVERAL) if only.variant else certain
        scored = [replace(only, score=certain) if match is only else match for match in scored]
    elif fitting:
        # A typo is forgiven where nothing else is so near.
        near = sorted(fitting, key=_order)
        first, second = near[0], near[1]
        clear = first.extra < 0.035 and first.score >= 0.85 and second.extra - first.extra >= 0.055
        scored = [
            match
            if match is first and clear
            else replace(match, score=min(match.score, SEVERAL) - 0.2 * match.extra)
            if match.fits
            else match
            for match in scored
        ]
    return sorted(scored, key=_order)


def _order(match: Scored) -> tuple[object, ...]:
    candidate = match.candidate
    return (-round(match.score, 3), candidate.stock <= 0, -candidate.popularity, candidate.id)
