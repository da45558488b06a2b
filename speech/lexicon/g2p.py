"""Pronunciations for words that no dictionary has: a joint n-gram model of letters and sounds.

The model of Bisani and Ney (2008, "Joint-sequence models for grapheme-to-phoneme conversion"), learnt from the
recogniser's own dictionary, so that it speaks exactly that dictionary's sounds.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path

from speech.lexicon.alignment import Entry, Phones, Piece, align
from speech.lm.model import END, START, BackoffModel
from speech.lm.smoothing import train

ORDER = 5
#: More words than this are not learnt from: it would take minutes.
MOST_ENTRIES = 20_000
MOST_LETTERS = 12
BEAM = 24
FORMAT = 1

_WORD = re.compile(rf"[a-z]{{2,{MOST_LETTERS}}}")


class LetterToSound:
    """Guesses how a word is said."""

    def __init__(self, model: BackoffModel) -> None:
        """Create the guesser.

        Args:
            model: Model of pieces, each written as `letters}SOUND_SOUND`.
        """
        self._model = model
        self._pieces: dict[str, list[str]] = {}
        for name in model.vocabulary - {START, END}:
            self._pieces.setdefault(name.partition("}")[0], []).append(name)
        self._widest = max((len(letters) for letters in self._pieces), default=1)

    @classmethod
    def learn(cls, dictionary: Mapping[str, Phones]) -> LetterToSound:
        """Learn from a dictionary.

        Args:
            dictionary: Sounds by word.
        """
        entries: list[Entry] = [(word, phones) for word, phones in dictionary.items() if _WORD.fullmatch(word)]
        step = max(1, math.ceil(len(entries) / MOST_ENTRIES))
        words = [tuple(map(_name, pieces)) for pieces in align(sorted(entries)[::step])]
        return cls(train([(word, 1.0) for word in words], order=ORDER))

    def say(self, word: str, most: int = 1) -> list[Phones]:
        """The likeliest pronunciations of a word.

        Args:
            word: Lower-case letters.
            most: How many at most.

        Returns:
            Pronunciations, the likeliest first; none where the word has unknown letters.
        """
        levels: list[list[tuple[float, tuple[str, ...], Phones]]] = [[] for _ in range(len(word) + 1)]
        levels[0] = [(0.0, (START,), ())]
        for at in range(len(word)):
            for score, history, phones in _kept(levels[at]):
                for width in range(1, min(self._widest, len(word) - at) + 1):
                    for piece in self._pieces.get(word[at : at + width], ()):
                        gram = (*history[-(ORDER - 1) :], piece)
                        reached = score + math.log(self._model.probability(gram) or 1e-30)
                        levels[at + width].append((reached, gram, phones + _phones(piece)))
        ends: dict[Phones, float] = {}
        for score, history, phones in levels[-1]:
            final = score + math.log(self._model.probability((*history[-(ORDER - 1) :], END)) or 1e-30)
            ends[phones] = max(final, ends.get(phones, -math.inf))
        ends.pop((), None)
        return sorted(ends, key=lambda phones: -ends[phones])[:most]

    def save(self, path: Path) -> None:
        """Write the model to a file; replaced only when everything is written."""
        tables = [[[" ".join(gram), value] for gram, value in table.items()] for table in self._model.probabilities]
        backoffs = [[" ".join(context), value] for context, value in self._model.backoffs.items()]
        body = json.dumps({"format": FORMAT, "probabilities": tables, "backoffs": backoffs}).encode()
        draft = path.with_name(path.name + ".part")
        draft.write_bytes(gzip.compress(body, 1, mtime=0))
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> LetterToSound | None:
        """Read a model; None where there is none, or it is of an older format."""
        try:
            content = json.loads(gzip.decompress(path.read_bytes()))
        except (OSError, EOFError, ValueError):
            return None
        if content.get("format") != FORMAT:
            return None
        tables = [{tuple(gram.split(" ")): value for gram, value in table} for table in content["probabilities"]]
        return cls(BackoffModel(tables, {tuple(gram.split(" ")): value for gram, value in content["backoffs"]}))


def _kept(states: list[tuple[float, tuple[str, ...], Phones]]) -> list[tuple[float, tuple[str, ...], Phones]]:
    best: dict[tuple[tuple[str, ...], Phones], float] = {}
    for score, history, phones in states:
        key = (history, phones)
        if score > best.get(key, -math.inf):
            best[key] = score
    ranked = sorted(best.items(), key=lambda item: -item[1])[:BEAM]
    return [(score, history, phones) for (history, phones), score in ranked]


def _name(piece: Piece) -> str:
    return f"{piece[0]}}}{'_'.join(piece[1])}"


def _phones(name: str) -> Phones:
    sounds = name.partition("}")[2]
    return tuple(sounds.split("_")) if sounds else ()
