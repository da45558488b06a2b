"""What a customer's words say about which product is meant: brand, kind, and the name itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from catalog.fillers import without_fillers
from catalog.lexicon_data import LexiconData
from catalog.matcher import Sentence
from catalog.mentions import denied, is_brand
from catalog.name_parts import SUFFIXES, SYLLABLE, NameParts, parts_of
from catalog.normalize import contains_cjk, fold

_BRAND_TYPO = 80.0
_SHORT_TYPO = 88.0
_WORD_TYPO = 74.0


@dataclass(frozen=True)
class AskedName:
    """A customer's words, taken apart.

    Attributes:
        whole: Folded keys under which the product may be stored.
        brands: Brand ids named.
        category: Id of the kind named, or None.
        text: The rest, tidied.
        parts: The rest, taken apart.
        written: The whole text, folded, with and without everyday words.
        features: Whether the rest only holds feature words (降噪).
    """

    whole: tuple[str, ...]
    brands: tuple[str, ...]
    category: str | None
    text: str
    parts: NameParts
    written: frozenset[str] = frozenset()
    features: bool = False

    @property
    def bare(self) -> bool:
        """Whether only a brand or a kind was named."""
        return self.parts.empty


def read_name(text: str, data: LexiconData, vocabulary: Collection[str]) -> AskedName:
    """Take a customer's words apart.

    Args:
        text: A name or a whole sentence.
        data: The shop's vocabulary.
        vocabulary: Latin words of product names.
    """
    sentence = data.sentence(text)
    brand_found = [
        match
        for match in data.brand_matcher.scan(sentence)
        if is_brand(sentence, match) and not denied(sentence, match)
    ]
    kind_found = data.category_matcher.scan(sentence)
    best = (kind_found[-1] if contains_cjk(text) else kind_found[0]) if kind_found else None
    brands = list(dict.fromkeys(match.ids[0] for match in brand_found))
    rest = without_fillers(_without(sentence, brand_found, kind_found))
    category = best.ids[0] if best else None
    if not brands:
        found, rest = _misspelt_brand(rest, data, vocabulary)
        brands += found
    rest = join_spoken(rest, vocabulary)
    plain = without_fillers(text)
    whole = dict.fromkeys((fold(text), fold(plain), fold(rest)))
    for brand in brands[:1]:
        names = data.brands[brand].names
        whole.update(dict.fromkeys((fold(names.zh + " " + rest), fold(names.en + " " + rest))))
    keys = tuple(key for key in whole if key)
    left = Sentence(rest)
    features = bool(rest) and not left.rest(data.tag_matcher.scan(left))
    written = frozenset((fold(text), fold(plain)))
    return AskedName(keys, tuple(brands), category, rest, parts_of(rest, vocabulary), written, features)


def _without(sentence: Sentence, brands: list, kinds: list) -> str:  # type: ignore[type-arg]
    taken = {place for match in brands for place in range(match.start, match.end)}
    free = [match for match in kinds if not taken.intersection(range(match.start, match.end))]
    return sentence.rest([*brands, *free])


def _misspelt_brand(text: str, data: LexiconData, vocabulary: Collection[str]) -> tuple[list[str], str]:
    """A brand with a typo (sansung), or written with other characters of the same sound (索泥)."""
    for word in text.split():
        if word.isascii() and word.isalpha() and len(word) >= 4 and word not in vocabulary:
            ids, similar = data.brand_matcher.nearest_word(word)
            if similar >= (_BRAND_TYPO if len(word) > 4 else _SHORT_TYPO):
                other = near_words(word, vocabulary, 1)
                if not other or fuzz.ratio(word, other[0]) <= similar:
                    return [ids[0]], " ".join(other for other in text.split() if other != word)
    if contains_cjk(text):
        heard = data.brand_by_sound(text)
        if heard:
            return [heard[1]], text.replace(heard[0], " ").strip()
    return [], text


def join_spoken(text: str, vocabulary: Collection[str]) -> str:
    """Join neighbouring syllables of pinyin (`ling yao`) that are no words of product names."""
    pieces: list[str] = []
    joining = False
    for word in text.split():
        syllable = word not in vocabulary and SYLLABLE.fullmatch(word) is not None
        if syllable and joining:
            pieces[-1] += word
        else:
            pieces.append(word)
        joining = syllable
    return " ".join(pieces)


def near_words(word: str, vocabulary: Collection[str], limit: int = 3) -> list[str]:
    """Known words that a word may be a typo of, the nearest first."""
    if len(word) < 4 or word in SUFFIXES:
        return []
    found = process.extract(word, list(vocabulary), scorer=fuzz.ratio, score_cutoff=_WORD_TYPO, limit=limit)
    return [str(match[0]) for match in found]
