"""Counts wrong words: what was said against what a recogniser handed over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from speech.contract import Alternative, Audio, NothingHeard, Recognizer
from speech.text.english import English
from speech.text.numbers_en import Words
from speech.text.written_en import EnglishWriter


@dataclass(frozen=True)
class Clip:
    """A recording of a known text.

    Attributes:
        text: What is said.
        voice: Who says it.
        audio: The sound.
    """

    text: str
    voice: str
    audio: Audio


@dataclass(frozen=True)
class Heard:
    """What became of a recording.

    Attributes:
        clip: The recording.
        text: What was understood; empty where nothing was.
        words: How many words were said.
        errors: Words wrong, missing or too many.
        work_s: Processor seconds.
        guesses: What it may have been, the likeliest first.
    """

    clip: Clip
    text: str
    words: int
    errors: int
    work_s: float
    guesses: tuple[Alternative, ...] = ()


class Wording:
    """Different spellings of the same words become the same: "fifteen hundred" and "1,500", "AirPods" and "airpods"."""

    def __init__(self, known: Callable[[str], bool]) -> None:
        """Create it.

        Args:
            known: Whether a word (lower case) is said as a word.
        """
        self._english, self._writer = English(known), EnglishWriter({})

    def words(self, text: str) -> Words:
        """The words of a text, numbers in their commonest way."""
        return self._english.said(self._writer.write(self._english.said(text)))


def word_errors(reference: Sequence[str], heard: Sequence[str]) -> int:
    """Fewest words to change, leave out or put in."""
    row = list(range(len(heard) + 1))
    for at, word in enumerate(reference, 1):
        above, row[0] = row[0], at
        for place, other in enumerate(heard, 1):
            above, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, above + (word != other))
    return row[-1]


def listen(clips: Iterable[Clip], recognizer: Recognizer, wording: Wording) -> list[Heard]:
    """Recognise English recordings and count the errors.

    Args:
        clips: The recordings.
        recognizer: The recogniser.
        wording: Decides which words are the same.
    """
    results = []
    for clip in clips:
        began = time.process_time()
        try:
            found = recognizer.recognize(clip.audio, "en").guesses()
        except NothingHeard:
            found = ()
        work_s = time.process_time() - began
        text = found[0].text if found else ""
        reference = wording.words(clip.text)
        errors = word_errors(reference, wording.words(text))
        results.append(Heard(clip, text, len(reference), errors, work_s, found))
    return results


def summary(results: Sequence[Heard]) -> dict[str, Any]:
    """Rates over recordings.

    Args:
        results: What became of them.

    Returns:
        Word error rates in percent, over all and by voice, recordings without an error, and the real-time factor.
    """
    voices = sorted({result.clip.voice for result in results})
    work_s, audio_s = sum(r.work_s for r in results), sum(r.clip.audio.duration for r in results)
    return {
        "clips": len(results),
        "words": sum(result.words for result in results),
        "word_error_rate": _error_rate(results),
        "without_an_error": sum(not result.errors for result in results),
        "real_time_factor": round(work_s / max(0.001, audio_s), 3),
        "by_voice": {voice: _error_rate([r for r in results if r.clip.voice == voice]) for voice in voices},
    }


def _error_rate(results: Sequence[Heard]) -> float:
    return round(100 * sum(r.errors for r in results) / max(1, sum(r.words for r in results)), 2)
