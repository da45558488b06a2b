"""What the model sees of a message: features of each token and of the whole sentence, by name."""

from __future__ import annotations

import re
from functools import lru_cache

from spacy.tokens import Doc, Token

from catalog.normalize import simplify
from components.token_shape import shape

_LONGEST_NGRAM = 3  # words; Chinese characters are words here
_SUBWORD_LENGTHS = (3, 4)  # characters
_SHORTEST_WORD = 4  # characters from which on a Latin word is cut into pieces
_LONGEST_PIECE = 4  # characters of a piece of a text, whatever the words
_WORDS_KEPT = 20_000  # words whose pieces are kept
_DIGIT = re.compile(r"\d")


def token_features(doc: Doc) -> list[set[str]]:
    """List the features of each token that is not white space.

    The word, its shape, the marks of the gazetteer, the pairs it forms with its neighbours (single Chinese characters
    say little), what stands beside it, and pieces of Latin words (typos, unknown names).

    Args:
        doc: A document of the shop's spaCy pipeline.

    Returns:
        One set of feature names a token.
    """
    tokens = [token for token in doc if not token.is_space]
    shapes = [shape(token.text) for token in tokens]
    words = _words(tokens, shapes)
    padded = ["^", *words, "$"]
    rows = []
    for index, token in enumerate(tokens):
        word = words[index]
        features = {f"word:{word}", f"shape:{shapes[index]}"}
        features.add(f"pair:{padded[index]}_{word}")
        features.add(f"pair:{word}_{padded[index + 2]}>")
        features.update(f"name:{mark}" for mark in token._.gazetteer)
        features.update(_subwords(word, shapes[index]))
        if index:
            features.update(f"before:{mark}" for mark in tokens[index - 1]._.gazetteer)
            features.add(f"before-shape:{shapes[index - 1]}")
        if index + 1 < len(tokens):
            features.update(f"after:{mark}" for mark in tokens[index + 1]._.gazetteer)
            features.add(f"after-shape:{shapes[index + 1]}")
        rows.append(features)
    return rows


def sentence_features(doc: Doc) -> set[str]:
    """List the features of a sentence: n-grams of words, pieces of words, kinds of names and shapes.

    Args:
        doc: A document of the shop's spaCy pipeline.

    Returns:
        Feature names.
    """
    tokens = [token for token in doc if not token.is_space]
    shapes = [shape(token.text) for token in tokens]
    words = _words(tokens, shapes)
    features = {f"words:{word}" for word in words}
    padded = ["^", *words, "$"]
    for length in range(2, _LONGEST_NGRAM + 1):
        features.update("words:" + "_".join(padded[i : i + length]) for i in range(len(padded) - length + 1))
    for word, kind in zip(words, shapes, strict=True):
        features.update(_subwords(word, kind))
    features.update(f"name:{mark}" for token in tokens for mark in token._.gazetteer if mark.startswith("B-"))
    features.update(f"shape:{kind}" for kind in shapes)
    return features


def character_features(text: str) -> set[str]:
    """List the pieces of a text across its words: runs of up to four characters, every digit being the same one.

    They hold what typos leave whole, endings, and words that are written apart or together.

    Args:
        text: A message.

    Returns:
        Feature names.
    """
    framed = f"^{_DIGIT.sub('0', simplify(' '.join(text.lower().split())))}$"
    return {
        f"text:{framed[start : start + length]}"
        for length in range(1, _LONGEST_PIECE + 1)
        for start in range(len(framed) - length + 1)
    }


def _words(tokens: list[Token], shapes: list[str]) -> list[str]:
    """Tokens as they count: lower case, simplified Chinese, and numbers and codes by their shape."""
    return [
        simplify(token.lower_)
        if kind in ("word", "han", "chinese-number", "other", "question", "currency")
        else f"<{kind}>"
        for token, kind in zip(tokens, shapes, strict=True)
    ]


@lru_cache(maxsize=_WORDS_KEPT)
def _subwords(word: str, kind: str) -> frozenset[str]:
    if kind != "word" or len(word) < _SHORTEST_WORD:
        return frozenset()
    framed = f"<{word}>"
    return frozenset(
        f"piece:{framed[start : start + length]}"
        for length in _SUBWORD_LENGTHS
        for start in range(len(framed) - length + 1)
    )
