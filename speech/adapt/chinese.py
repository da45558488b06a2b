"""Chinese material as the recogniser needs it: sentences in dictionary words, and spellings of what is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from speech.adapt.expansion import expanded
from speech.adapt.material import Material, plain_text
from speech.lexicon.alignment import Phones
from speech.text.numbers_en import Words
from speech.text.numbers_zh import said_number

MOST_CHARACTERS = 6
WAYS_PER_SENTENCE = 3

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LATIN = re.compile(r"[A-Za-z]+")
_SYMBOLS = {"%": "百分之", "¥": "", "￥": "", "$": "美元", "+": "加"}
_HAN = re.compile(r"[\u4e00-\u9fff]+|[A-Z]\.")


class ChineseMaterial:
    """One language's material, ready to be counted."""

    def __init__(self, material: Material, dictionary: Mapping[str, list[Phones]]) -> None:
        """Prepare the material.

        Args:
            material: Sentences and names.
            dictionary: Pronunciations by word; what it does not have cannot be heard.
        """
        self._material, self._dictionary = material, dictionary

    def sentences(self) -> Iterator[tuple[Words, float]]:
        """What is said, with weights; sentences with words that the dictionary cannot say are left out."""
        for sentence, weight in expanded(self._material):
            ways = [words for way in said_ways(plain_text(sentence)) if (words := self.segmented(way))]
            for way in ways:
                yield way, weight / len(ways)

    def spellings(self) -> dict[Words, str]:
        """How what is said is written; the key is one text, for Chinese words have no borders."""
        found: dict[Words, str] = {}
        for name in self._material.names:
            for way in said_ways(name.written):
                if way != name.written and self.segmented(way):
                    found.setdefault(("".join(_HAN.findall(way)),), name.written)
        return found

    def pronunciations(self, words: set[str]) -> dict[str, list[Phones]]:
        """Pronunciations of words."""
        return {word: self._dictionary[word] for word in words}

    def segmented(self, said: str) -> Words:
        """Cut a text into the longest words of the dictionary; nothing where a character has no pronunciation."""
        words: list[str] = []
        for run in _HAN.findall(said):
            at = 0
            while at < len(run):
                for size in range(min(MOST_CHARACTERS, len(run) - at), 0, -1):
                    if run[at : at + size] in self._dictionary:
                        words.append(run[at : at + size])
                        at += size
                        break
                else:
                    return ()
        return tuple(words)


def said_ways(text: str) -> list[str]:
    """Ways of saying a Chinese text: numbers in characters, letters as `A.`.

    Args:
        text: The text.

    Returns:
        Ways, the commonest first; none where it has English words.
    """
    text = unicodedata.normalize("NFKC", text)
    for symbol, said in _SYMBOLS.items():
        text = text.replace(symbol, said)
    if any(len(word) > 3 and not word.isupper() for word in _LATIN.findall(text)):
        return []
    text = _LATIN.sub(lambda match: "".join(f"{letter}." for letter in match.group().upper()), text)
    ways = [text]
    while _NUMBER.search(ways[0]):
        ways = [
            _NUMBER.sub(said, way, count=1)
            for way in ways
            for said in said_number(_NUMBER.search(way).group())[:WAYS_PER_SENTENCE]  # type: ignore[union-attr]
        ][: 2 * WAYS_PER_SENTENCE]
    return ways[:WAYS_PER_SENTENCE]
