"""English material as the recogniser needs it: said sentences, pronunciations, and spellings of what is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from speech.adapt.expansion import expanded
from speech.adapt.material import Material, Name, plain_text
from speech.lexicon.accents import with_accents
from speech.lexicon.alignment import Phones
from speech.lexicon.g2p import LetterToSound
from speech.text.english import WORDS_FILE, English
from speech.text.numbers_en import Words

PRONUNCIATIONS_FILE = Path(__file__).parent.parent / "lexicon" / "english.yml"
#: Ways of saying one sentence that the language model learns.
WAYS_PER_SENTENCE = 4
WAYS_PER_NAME = 12
#: Guessed pronunciations per unknown word.
GUESSES = 2
#: A word that nobody knows is a typing error of a known one within this many changed letters.
TYPO_CHANGES, TYPO_LEAST_LETTERS = 2, 4
#: An unknown word that is nobody's typing error counts as a word from so many sentences on.
TRUSTED_AFTER = 3
#: … unless a word of one other letter is so many times as common.
OUTNUMBERED = 5
#: A word of the dictionary that is rarer than this in general English, and beside which a word of one other letter is
#: so many times as common in the content, is a slip of that word: "oder", "wich".
RARE, SLIP_OUTNUMBERED = 2e-6, 10
_ENDINGS = ("s", "es", "d", "ed", "ing", "'s", "er", "r", "ly", "y")
_SMALL_PARTS = frozenset(["in", "on", "up", "of", "to", "my", "us", "go", "re", "un"])

Weighted = tuple[Words, float]


class EnglishMaterial:
    """One language's material, ready to be counted."""

    def __init__(
        self,
        material: Material,
        dictionary: Mapping[str, list[Phones]],
        guesser: LetterToSound,
        general: Callable[[Words], float] | None = None,
    ) -> None:
        """Prepare the material.

        Args:
            material: Sentences and names.
            dictionary: Pronunciations by word.
            guesser: For words that stand in no dictionary.
            general: How probable a word is in general English; None where nobody knows.
        """
        self._general = general
        named = yaml.safe_load(PRONUNCIATIONS_FILE.read_text(encoding="utf-8"))
        self._sounds: dict[str, list[Phones]] = {
            word: [tuple(way.split()) for way in ways] for word, ways in named.items()
        }
        self._dictionary, self._guesser, self._material = dictionary, guesser, material
        contractions = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))["contractions"]
        self._longer = {short: tuple(long.split()) for short, long in contractions.items()}
        self._names: set[str] = set()
        self._english = English(self._known)
        self._names = {word for name in material.names for word in self._english.said(name.written)}
        # Names joined from other names ("RedmiBook") are only seen to be so now.
        self._english = English(self._known)
        said = [self._english.said(plain_text(sentence)) for sentence in material.sentences]
        self._counts = Counter(word for words in said for word in words)
        self._common = [word for word in self._counts if self._known(word) and len(word) >= TYPO_LEAST_LETTERS]

    def sentences(self) -> Iterator[Weighted]:
        """What is said, with weights."""
        for sentence, weight in expanded(self._material):
            yield from self._said(plain_text(sentence), weight)
        for name in self._material.names:
            for other in self._other_names(name):
                yield from self._said(other, 0.25 * name.weight)

    def spellings(self) -> dict[Words, str]:
        """How what is said is written: catalogue names by every way of saying them."""
        found: dict[Words, tuple[float, str]] = {}
        for name in self._material.names:
            for written in (name.written, *self._other_names(name)):
                rank = name.weight + (written == name.written)
                for words in self._english.ways(written, WAYS_PER_NAME):
                    if words and rank > found.get(words, (0.0, ""))[0]:
                        found[words] = (rank, written)
        return {words: written for words, (_, written) in found.items()}

    def pronunciations(self, words: set[str]) -> dict[str, list[Phones]]:
        """Pronunciations of words in several accents; a word that cannot be said has none."""
        return {word: with_accents(sounds) for word in words if (sounds := self._say(word))}

    def _known(self, word: str) -> bool:
        return word in self._dictionary or word in self._sounds or word in self._names

    def _other_names(self, name: Name) -> list[str]:
        """Other spellings that are other words, not typing errors of the name or its pinyin."""
        return [
            other
            for other in name.others
            if re.fullmatch(r"[\x20-\x7e]+", other) and all(map(self._known, self._english.said(other)))
        ]

    def _said(self, text: str, weight: float) -> Iterator[Weighted]:
        ways = [way for way in map(self._repaired, self._english.ways(text, WAYS_PER_SENTENCE)) if way]
        for number, way in enumerate(ways):
            share = weight if len(ways) == 1 else weight * (0.5 if number == 0 else 0.5 / (len(ways) - 1))
            longer = tuple(word for part in way for word in self._longer.get(part, (part,)))
            yield way, share
            if longer != way:
                yield longer, share / 2

    def _repaired(self, words: Words) -> Words:
        """Words without typing errors; nothing where a word makes no sense."""
        repaired = [self._real(word) for word in words]
        return tuple(word for word in repaired if word is not None) if None not in repaired else ()

    @lru_cache(maxsize=50_000)  # noqa: B019 - lives only while a model is built
    def _real(self, word: str) -> str | None:
        if self._known(word):
            return self._slip(word) or word
        trusted = self._counts[word] >= TRUSTED_AFTER
        near = self._near(word, 1)
        if trusted and near and self._counts[near] < OUTNUMBERED * self._counts[word]:
            near = None
        if near is None and self._compound(word):
            return word
        if near is None and not trusted and len(word) > 5:
            near = self._near(word, TYPO_CHANGES)
        if near is not None:
            return near
        return word if trusted and self._guesser.say(word) else None

    def _slip(self, word: str) -> str | None:
        """The common word that a rare one was meant to be."""
        if self._general is None or len(word) < TYPO_LEAST_LETTERS - 1 or word in self._names or word in self._sounds:
            return None
        if self._general((word,)) >= RARE:
            return None
        most = SLIP_OUTNUMBERED * max(1, self._counts[word])
        common = [other for other in self._common if self._counts[other] >= most]
        near = process.extract(word, common, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=5)
        meant = [other for other, _, _ in near if word not in {other + ending for ending in _ENDINGS}]
        return max(meant, key=self._counts.__getitem__, default=None)

    def _near(self, word: str, changes: int) -> str | None:
        if len(word) < TYPO_LEAST_LETTERS:
            return None
        scorer = DamerauLevenshtein.distance
        near = process.extract(word, self._common, scorer=scorer, score_cutoff=changes, limit=5)
        best = min(near, key=lambda item: (item[1], item[0][0] != word[0], -self._counts[item[0]]), default=None)
        return str(best[0]) if best else None

    def _compound(self, word: str) -> list[Phones]:
        """Sounds of a word that is two words of the dictionary ("earbuds", "signup")."""
        for cut in range(len(word) - 2, 1, -1):
            head, tail = word[:cut], word[cut:]
            if all((len(part) > 2 or part in _SMALL_PARTS) and part in self._dictionary for part in (head, tail)):
                return [self._dictionary[head][0] + self._dictionary[tail][0]]
        return []

    def _say(self, word: str) -> list[Phones]:
        if word in self._sounds:
            return self._sounds[word]
        if len(word) == 1 and word != "a":
            return self._dictionary.get(word, [])
        if word in self._dictionary:
            return self._dictionary[word]
        letters = word.replace("'", "")
        return list(dict.fromkeys([*self._compound(letters), *self._guesser.say(letters, GUESSES)]))
