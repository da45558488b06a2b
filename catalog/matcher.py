"""Finds known names in a sentence: Chinese without spaces, English words, pinyin, missing or extra spaces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from catalog.normalize import contains_cjk, fold, pinyin, syllables, tidy

_MAX_ALIAS = 40
_MIN_PINYIN = 4
#: A Latin name may only be found across an extra space ("hua wei") when it is at least this long.
_MIN_SPLIT = 4
_MIN_FUZZY = 4


@dataclass(frozen=True)
class Found:
    """A name found in a text; `start` and `end` count characters of `Sentence.compact`."""

    start: int
    end: int
    ids: tuple[str, ...]


class Sentence:
    """A text prepared for scanning.

    Attributes:
        compact: The tidied text without spaces.
        gaps: Positions in `compact` before which the text had a separator, or where it begins or ends.
    """

    def __init__(self, text: str) -> None:
        parts = tidy(text).split()
        self.compact = "".join(parts)
        gaps, place = {0}, 0
        for part in parts:
            place += len(part)
            gaps.add(place)
        self.gaps = frozenset(gaps)

    def rest(self, found: Iterable[Found]) -> str:
        """The text without what was found, with spaces in its places."""
        taken = {place for match in found for place in range(match.start, match.end)}
        pieces: list[str] = []
        for place, char in enumerate(self.compact):
            if place in self.gaps or (place in taken) != (place - 1 in taken):
                pieces.append(" ")
            if place not in taken:
                pieces.append(char)
        return " ".join("".join(pieces).split())

    def bounded(self, start: int, end: int) -> bool:
        """Whether no Latin word and no number is cut in two at either end."""
        return self._edge(start) and self._edge(end)

    def _edge(self, place: int) -> bool:
        if place in self.gaps:
            return True
        left, right = self.compact[place - 1], self.compact[place]
        if left.isascii() and left.isalpha() and right.isascii() and right.isalpha():
            return False
        return not (left in "0123456789." and right in "0123456789.")


class Matcher:
    """Looks up and finds the names of one kind of thing."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """Prepare the names.

        Args:
            entries: Pairs of a name and the id of what it names; the first entry of an id wins ties.
        """
        exact: dict[str, list[str]] = {}
        sounds: dict[str, list[str]] = {}
        for name, owner in entries:
            for key in _spellings(name):
                ids = exact.setdefault(key, [])
                if owner not in ids:
                    ids.append(owner)
            if contains_cjk(name) and len(syllables(name)) >= 2:
                sound = fold("".join(_sound(char) for char in tidy(name)))
                if len(sound) >= _MIN_PINYIN:
                    ids = sounds.setdefault(sound, [])
                    if owner not in ids:
                        ids.append(owner)
        self._exact = {key: tuple(ids) for key, ids in exact.items()}
        self._sounds = {key: tuple(ids) for key, ids in sounds.items()}
        lengths: dict[str, set[int]] = {}
        for key in self._exact:
            lengths.setdefault(key[:2], set()).add(len(key))
        #: Lengths of the names that begin with two characters (or are one), the longest first.
        self._lengths = {begin: tuple(sorted(found, reverse=True)) for begin, found in lengths.items()}
        self._longest_sound = max((len(key) for key in self._sounds), default=0)
        self._fuzzy_keys = [key for key in self._exact if len(key) >= _MIN_FUZZY and not contains_cjk(key)]

    @property
    def sounds(self) -> frozenset[str]:
        """The pinyin of the Chinese names, in one piece each."""
        return frozenset(self._sounds)

    def exact(self, text: str) -> tuple[str, ...]:
        """The ids whose name the whole text is (also in pinyin)."""
        key = fold(text).replace(" ", "")
        return self._exact.get(key) or self._sounds.get(key, ())

    def scan(self, sentence: Sentence) -> list[Found]:
        """Every name in a sentence, the longest first where several begin at one place."""
        found: list[Found] = []
        text, place = sentence.compact, 0
        while place < len(text):
            match = self._at(sentence, place)
            if match is None:
                place += 1
            else:
                found.append(match)
                place = match.end
        return sorted(found + self._spoken(sentence, found), key=lambda match: match.start)

    def _at(self, sentence: Sentence, start: int) -> Found | None:
        text = sentence.compact
        for length in (*self._lengths.get(text[start : start + 2], ()), 1):
            end = start + length
            ids = self._exact.get(text[start:end]) if end <= len(text) else None
            if ids and sentence.bounded(start, end) and self._joined(sentence, start, end):
                return Found(start, end, ids)
        return None

    @staticmethod
    def _joined(sentence: Sentence, start: int, end: int) -> bool:
        if end - start >= _MIN_SPLIT:
            return True
        key = sentence.compact[start:end]
        return not key.isascii() or not any(place in sentence.gaps for place in range(start + 1, end))

    def _spoken(self, sentence: Sentence, found: list[Found]) -> list[Found]:
        """Names written in pinyin: whole words, or several names in one word (`jiangzaoerji`)."""
        if not self._sounds:
            return []
        text, result = sentence.compact, []
        taken = {place for match in found for place in range(match.start, match.end)}
        starts = [place for place in sorted(sentence.gaps) if place < len(text)]
        begin = 0
        for start in starts + [place for place in range(1, len(text)) if self._script_edge(text, place)]:
            if start < begin or start in taken:
                continue
            chain = self._chain(sentence, start, taken)
            if chain:
                result.extend(chain)
                begin = chain[-1].end
        return result

    @staticmethod
    def _script_edge(text: str, place: int) -> bool:
        return text[place - 1].isalpha() != text[place].isalpha() or text[place - 1].isascii() != text[place].isascii()

    def _chain(self, sentence: Sentence, start: int, taken: set[int]) -> list[Found]:
        text = sentence.compact
        for end in range(min(len(text), start + self._longest_sound), start + _MIN_PINYIN - 1, -1):
            ids = self._sounds.get(text[start:end])
            if ids and not taken.intersection(range(start, end)):
                if sentence.bounded(start, end) or end in taken:
                    return [Found(start, end, ids)]
                if rest := self._chain(sentence, end, taken):
                    return [Found(start, end, ids), *rest]
        return []

    def nearest_word(self, word: str) -> tuple[tuple[str, ...], float]:
        """The ids of the Latin name that is most similar to a word, and the similarity (0 to 100)."""
        best = process.extractOne(word, self._fuzzy_keys, scorer=fuzz.ratio)
        return (self._exact[best[0]], best[1]) if best else ((), 0.0)

    def fuzzy(self, text: str, cutoff: float) -> tuple[str, ...]:
        """The ids whose name is nearest to a text.

        Args:
            text: One name, perhaps misspelt.
            cutoff: Lowest similarity that counts, 0 to 100.
        """
        key = fold(text).replace(" ", "")
        if contains_cjk(key):
            sound = pinyin(key)
            if sound and len(syllables(key)) == len(key) >= 2 and sound in self._sounds:
                return self._sounds[sound]
            if len(key) < _MIN_FUZZY:
                return ()
            best = process.extractOne(key, self._exact.keys(), scorer=fuzz.ratio, score_cutoff=cutoff)
        else:
            if len(key) < _MIN_FUZZY:
                return ()
            best = process.extractOne(key, self._fuzzy_keys, scorer=fuzz.ratio, score_cutoff=cutoff)
        return self._exact[best[0]] if best else ()


def _sound(char: str) -> str:
    return pinyin(char) or char


def _spellings(name: str) -> set[str]:
    key = fold(name).replace(" ", "")
    if not key or len(key) > _MAX_ALIAS:
        return set()
    keys = {key}
    if key[-1].isascii() and key[-1].isalpha() and len(key) > 3:
        keys.add(key[:-1] if key.endswith("s") and not key.endswith("ss") else key + "s")
    return keys
