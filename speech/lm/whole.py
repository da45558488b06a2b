"""Sentences of the content that are said as they are written: they compete with what an n-gram model heard.

An n-gram model knows which words follow each other, not which sentences there are, and where sounds are unsure it puts
words in. Beside it stands a model of whole sentences, each as likely as the others. Where one of them sounds nearly
like what was heard, the recogniser listens once more, to these alone: what fits sounds and models best is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from speech.lexicon.alignment import Phones
from speech.text.numbers_en import Words

#: Share of what is said that is a whole sentence of the content.
SHARE = 0.9
#: How likely it is that a speaker hesitates after a word and says the last one or two again.
REPEATED = 1e-3
#: How many sounds may differ, of those heard, and how many sentences are listened for.
MOST_DIFFERENT, MOST_SENTENCES = 0.4, 4
#: Shorter ones are alike by chance.
LEAST_SOUNDS = 6
#: A number is never another number that the content has by chance.
_NUMERALS = frozenset("零〇幺一二两三四五六七八九十百千万亿点0123456789")
_LEAST_PROBABILITY = 1e-200

#: From state, to state, probability, and the word where one is said.
Step = tuple[int, int, float, str] | tuple[int, int, float]


class WholeSentences:
    """The sentences of the content by their sounds."""

    def __init__(self, sentences: Iterable[Words], sounds: Mapping[str, Sequence[Phones]]) -> None:
        """Create the collection.

        Args:
            sentences: In words.
            sounds: Pronunciations by word.
        """
        self._sounds = {word: ways[0] for word, ways in sounds.items() if ways}
        by_sound: dict[Phones, Words] = {}
        for words in sentences:
            said = self._said(words)
            if len(said) >= LEAST_SOUNDS:
                by_sound.setdefault(said, words)
        self._said_ways, self._sentences = list(by_sound), list(by_sound.values())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._sentences)

    def near(self, heard: Sequence[str]) -> list[Words]:
        """Sentences that sound nearly like what was heard, the nearest first; none where one of them was heard.

        Args:
            heard: The words.
        """
        said = self._said(heard)
        most = int(MOST_DIFFERENT * len(said))
        if len(said) < LEAST_SOUNDS or not self._sentences:
            return []
        found = process.extract(
            said, self._said_ways, scorer=Levenshtein.distance, score_cutoff=most, limit=MOST_SENTENCES
        )
        near = [self._sentences[at] for _, _, at in found]
        text = "".join(heard)
        if any("".join(words) == text for words in near):
            return []
        return [words for words in near if _numerals(words) == _numerals(heard)]

    def steps(self, heard: Sequence[str], probability: float, near: Sequence[Words]) -> list[Step]:
        """A grammar of what was heard and the sentences near it, from state 0 to state 1.

        Args:
            heard: The words.
            probability: Of these words, by the n-gram model.
            near: Sentences instead, in which words may be repeated.
        """
        steps: list[Step] = []
        states = 1
        for words, share in [(heard, self._ratio(probability)), *((other, 1.0) for other in near)]:
            path = [0, *range(states + 1, states + len(words)), 1]
            states += len(words) - 1
            steps += [(path[at], path[at + 1], 1.0 if at else share, word) for at, word in enumerate(words)]
            if words is not heard:
                # Not back to the common start, where the others begin.
                pairs = ((at, at - back) for at in range(2, len(words)) for back in (1, 2) if at > back)
                steps += [(path[at], path[to], REPEATED) for at, to in pairs]
        return steps

    def chosen(self, said: Sequence[str], heard: Sequence[str], probability: float, near: Sequence[Words]) -> Words:
        """The sentence that was said, without repetitions; what was heard where it was none.

        Args:
            said: The way through the grammar.
            heard: As for `steps`.
            probability: As for `steps`.
            near: As for `steps`.
        """
        for words in near:
            times = repetitions(said, words)
            # Where both are the same words, the sounds tell nothing.
            if times is not None and (list(said) != list(heard) or REPEATED**times >= self._ratio(probability)):
                return words
        return tuple(heard)

    def _ratio(self, probability: float) -> float:
        """How likely what was heard is beside one of the sentences."""
        return max(_LEAST_PROBABILITY, min(1.0, probability * (1 - SHARE) * len(self._sentences) / SHARE))

    def _said(self, words: Sequence[str]) -> Phones:
        return tuple(sound for word in words for sound in self._sounds.get(word, (word,)))


def repetitions(said: Sequence[str], words: Sequence[str]) -> int | None:
    """How often one goes back by one or two words in a sentence to say what was said; None where it cannot be said so.

    Args:
        said: With repetitions.
        words: The sentence.
    """
    fewest = {0: 0}
    for word in said:
        reached: dict[int, int] = {}
        for at, times in fewest.items():
            for back in (0, 1, 2):
                place = at - back
                if (back == 0 or place > 0) and place < len(words) and words[place] == word:
                    reached[place + 1] = min(reached.get(place + 1, times + 1), times + (back > 0))
        fewest = reached
    return fewest.get(len(words))


def write_sentences(sentences: Iterable[Words], path: Path) -> None:
    """Write sentences, a line each."""
    lines = dict.fromkeys(" ".join(words) for words in sentences)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_sentences(path: Path) -> list[Words]:
    """Read sentences."""
    return [tuple(line.split()) for line in path.read_text(encoding="utf-8").splitlines()]


def _numerals(words: Sequence[str]) -> str:
    return "".join(char for char in "".join(words) if char in _NUMERALS)
