"""What a customer's words say about which product is meant: brand, kind, and the name itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from catalog.fillers import spelled_out, without_fillers
from catalog.lexicon_data import LexiconData
from catalog.matcher import Found, Sentence
from catalog.mentions import denied_among, is_brand, is_other_thing, kinds_meant
from catalog.name_parts import SUFFIXES, SYLLABLE, NameParts, parts_of, spelled_memory
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
        other_thing: Whether a kind was only named for another thing (手机壳).
    """

    whole: tuple[str, ...]
    brands: tuple[str, ...]
    category: str | None
    text: str
    parts: NameParts
    written: frozenset[str] = frozenset()
    features: bool = False
    other_thing: bool = False

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
    text = spelled_memory(spelled_out(text))
    sentence = data.sentence(text)
    named = data.brand_matcher.scan(sentence)
    denied_brands = denied_among(sentence, named)
    brand_found = [match for match in named if is_brand(sentence, match) and match not in denied_brands]
    kinds = data.category_matcher.scan(sentence)
    kind_found = kinds_meant(sentence, kinds)
    brands = list(dict.fromkeys(match.ids[0] for match in brand_found))
    denied = {
        **denied_brands,
        **denied_among(sentence, kinds),
        **denied_among(sentence, data.tag_matcher.scan(sentence)),
    }
    rest = without_fillers(_without(sentence, brand_found, kind_found, list(denied.values())))
    category = kind_found[0].ids[0] if kind_found else None
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
    parts = parts_of(rest, vocabulary)
    other_thing = not kind_found and any(is_other_thing(sentence, match) for match in kinds)
    return AskedName(keys, tuple(brands), category, rest, parts, written, features, other_thing)


def _without(sentence: Sentence, brands: list[Found], kinds: list[Found], denied: list[tuple[int, int]]) -> str:
    taken = {place for match in brands for place in range(match.start, match.end)}
    free = [match for match in kinds if not taken.intersection(range(match.start, match.end))]
    return sentence.rest([*brands, *free, *(Found(start, end, ()) for start, end in denied)])


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
