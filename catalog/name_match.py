"""Compares what a customer wrote with the names of a product.

Numbers and the words that tell models apart (Pro, Max, Ultra …) must be the same; longer words may have typos.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from catalog.name_parts import SUFFIXES, NameParts
from catalog.normalize import pinyin, syllables

#: Something that was asked for is not in the name: another product.
LACKING = 0.7
#: The size or the memory asked for is not in the name: perhaps another variant.
OTHER_SIZE = 0.74
_TYPO = 74.0
#: Bare numbers that are storage where a name has no such number.
_STORAGE = frozenset({"64", "128", "256", "512", "1024"})


@dataclass(frozen=True)
class Comparison:
    """How well a name fits.

    Attributes:
        score: 0 to 1.
        fits: All that was asked for is there.
        extra: How much more the name has (0 for the very same).
        variant: Whether the name has a word such as Pro that was not asked for beside a number that was.
    """

    score: float
    fits: bool
    extra: float
    variant: bool = False


@dataclass(frozen=True)
class Key:
    """One name of a product, without its brand and the word for its kind.

    Attributes:
        parts: What is left of the name.
        optional: Latin words that the customer may write or not (brand, kind).
        kind: Whether the name had a word for the kind of product.
    """

    parts: NameParts
    optional: frozenset[str]
    kind: bool = False


def compare(asked: NameParts, key: Key, vocabulary: Container[str], *, kind_asked: bool = False) -> Comparison:
    """Compare.

    Args:
        asked: The customer's words, without brand and kind.
        key: A name of a product.
        vocabulary: All words of product names: a known word is no typo of another.
        kind_asked: Whether the customer named the kind of product.
    """
    name = key.parts
    if asked.key and asked.key == name.key:
        # The very same.
        return Comparison(
            1.0 if kind_asked or not key.kind else 0.97, True, 0.0 if kind_asked or not key.kind else 0.05
        )
    numbers_missing, numbers_more = _numbers(asked, name)
    words_missing, more, typos = _words(asked, key, vocabulary)
    words_more = min(0.3, sum(0.12 if word in SUFFIXES else 0.07 if len(word) <= 2 else 0.06 for word in more))
    chinese_missing, chinese_more, misspelt = _chinese(asked.chinese, name.chinese, words_missing)
    words_missing = [word for word in words_missing if not _spoken(word, name.chinese)]
    missing = numbers_missing + len(words_missing) + (chinese_missing > 0.34)
    sizes_missing = _sizes(asked, name)
    extra = min(0.2, 0.15 * numbers_more) + words_more + 0.12 * chinese_more + 0.03 * (key.kind and not kind_asked)
    score = 1.0 - typos - misspelt - extra
    if missing:
        share = missing / max(1, len(asked.words) + len(asked.numbers) + bool(asked.chinese))
        return Comparison(max(0.0, min(LACKING, score) - 0.5 * share - 0.04), False, extra)
    if sizes_missing:
        return Comparison(min(OTHER_SIZE, score - 0.1), False, extra)
    score -= 0.01 * len(set(name.sizes) - set(asked.sizes) - set(asked.numbers))
    variant = bool(asked.numbers) and any(word in SUFFIXES or len(word) == 1 for word in more)
    return Comparison(max(0.0, score), True, extra, variant)


def _numbers(asked: NameParts, name: NameParts) -> tuple[int, int]:
    more = list(name.numbers)
    sizes = list(name.sizes)
    missing = 0
    for number in asked.numbers:
        # A bare number may be the size in the name (小米电视65 for 65英寸).
        for have in (more, sizes):
            if number in have:
                have.remove(number)
                break
        else:
            missing += not (number in _STORAGE and not name.memories and _others(asked))
    # A size may be a bare number in the name (MacBook Pro 16).
    return missing, sum(number not in asked.sizes for number in more)


def _sizes(asked: NameParts, name: NameParts) -> bool:
    have = {*name.sizes, *name.numbers}
    # Where the name tells no memory, the product may come with any.
    unsaid = frozenset() if name.memories or not _others(asked) else asked.memories
    return any(size not in have and size not in unsaid for size in asked.sizes)


def _others(asked: NameParts) -> bool:
    """Whether more was asked for than sizes."""
    return bool(asked.words or asked.chinese or set(asked.numbers) - _STORAGE)


def _words(asked: NameParts, key: Key, vocabulary: Container[str]) -> tuple[list[str], list[str], float]:
    """Missing words, further ones of the name, and the weight of typos."""
    left = list(key.parts.words)
    unmatched, missing, typos = [], [], 0.0
    for word in asked.words:
        if word in left:
            left.remove(word)
        elif word not in key.optional:
            unmatched.append(word)
    if unmatched and "".join(unmatched) == "".join(left):
        unmatched, left = [], []
    for word in unmatched:
        best, similar = "", 0.0
        if len(word) >= 3 and word not in vocabulary:
            for other in (*left, *key.optional):
                ratio = fuzz.ratio(word, other) if len(other) >= 4 else 0.0
                # Short words and those that tell models apart may only have the smallest of typos.
                strict = len(word) == 3 or other in SUFFIXES
                ratio = 0.0 if strict and (ratio < 80.0 or len(other) < 4 + (other in SUFFIXES)) else ratio
                if ratio > similar:
                    best, similar = other, ratio
        if similar >= _TYPO:
            typos += 0.3 * (1.0 - similar / 100.0)
            if best in left:
                left.remove(best)
        else:
            missing.append(word)
    return missing, left, typos


def _chinese(asked: str, name: str, words: list[str]) -> tuple[float, float, float]:
    """Share of the asked characters that the name lacks, share that it has more, and weight of wrong characters."""
    if not asked:
        spoken = any(_spoken(word, name) for word in words)
        return 0.0, (0.0 if spoken or not name else 1.0), 0.0
    if not name:
        return 1.0, 0.0, 0.0
    same = LCSseq.similarity(asked, name)
    sounds = LCSseq.similarity(syllables(asked), syllables(name))
    best = max(same, sounds)
    return 1.0 - best / len(asked), 1.0 - best / len(name), 0.04 * (best > same) + 0.2 * (1.0 - best / len(asked))


def _spoken(word: str, chinese: str) -> bool:
    return len(word) >= 4 and bool(chinese) and word in pinyin(chinese)
