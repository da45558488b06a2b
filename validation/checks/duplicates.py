"""The same sentence, or nearly the same, more than once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from understanding.cues import matcher
from validation.examples import Example
from validation.findings import Finding, finding
from validation.project import Project
from validation.registry import file_check
from validation.text import folded, shortened

_PUNCTUATION = re.compile(r"[^\w\s$¥€£%\ue000-\uf8ff]+")
_BESIDE_HAN = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])")
_SIGNS = {  # one character for an entity, so that its length does not outweigh the rest
    entity: chr(0xE000 + number)
    for number, entity in enumerate(("product", "brand", "category", "attribute", "term", "price", "order_number"))
}
_CHUNK = 256  # sentences compared with all longer ones at a time


@file_check
def same(project: Project) -> Iterator[Finding]:
    """The same sentence in two intents (punctuation does not count), twice in one, or marked in two ways."""
    first: dict[str, Example] = {}
    by_words: dict[str, Example] = {}
    for example in project.examples:
        if not example.key:
            continue
        known = first.setdefault(example.key, example)
        if known is example:
            known = by_words.setdefault(_words(example), example)
            if known.intent == example.intent:
                continue
        text, where = shortened(example.plain), known.place
        if known.intent != example.intent:
            yield finding("same_in_two_intents", example.place, text=text, intent=known.intent, where=where)
        elif _marks(known) != _marks(example):
            yield finding("same_marked_twice", example.place, text=text, where=where)
        else:
            yield finding("same_twice", example.place, text=text, where=where)


@file_check
def nearly_same(project: Project) -> Iterator[Finding]:
    """Sentences of different intents that differ in a letter, a filler or a name only; one of a kind is reported."""
    fillers = matcher(project.limits.fillers)
    by_text: dict[str, Example] = {}
    keys: dict[str, str] = {}
    reported: set[tuple[str, str]] = set()
    for example in project.examples:
        text = _bare(example, fillers)
        if not text or keys.setdefault(_words(example), example.intent) != example.intent:
            continue  # the same sentence is reported by `same`
        known = by_text.setdefault(text, example)
        if known.intent != example.intent and (text, example.intent) not in reported:
            reported.add((text, example.intent))
            yield _near(example, known, 100)
    for one, other, score in _alike(sorted(by_text, key=len), project.limits.near_same):
        first, second = sorted((by_text[one], by_text[other]), key=lambda example: example.place)
        if first.intent != second.intent:
            yield _near(second, first, score)


def _words(example: Example) -> str:
    """A sentence without its punctuation and the white space between Chinese words, unless it has nothing else."""
    return _BESIDE_HAN.sub("", " ".join(_PUNCTUATION.sub(" ", example.key).split())) or example.key


def _bare(example: Example, fillers: re.Pattern[str]) -> str:
    """What tells a sentence from others: without fillers and punctuation, names replaced by what they are."""
    text, position = "", 0
    for span in example.spans:
        text += f"{example.plain[position : span.start]}{_SIGNS.get(span.entity, '�')}"
        position = span.end
    text = fillers.sub(" ", folded(text + example.plain[position:]))
    return " ".join(_PUNCTUATION.sub(" ", text).split())


def _near(example: Example, other: Example, score: int) -> Finding:
    return finding(
        "nearly_same", example.place, text=shortened(example.plain), other=shortened(other.plain), intent=other.intent,
        where=other.place, score=score,
    )  # fmt: skip


def _alike(texts: list[str], least: int) -> Iterator[tuple[str, str, int]]:
    """Pairs of texts that are alike to so many percent.

    Args:
        texts: Different texts, the shortest first.
        least: From which likeness on.
    """
    lengths = [len(text) for text in texts]
    for start in range(0, len(texts), _CHUNK):
        rows = texts[start : start + _CHUNK]
        # Two texts of lengths a < b can be alike to 2a / (a + b) at most.
        longest = lengths[start + len(rows) - 1] * (200 - least) / least
        columns = texts[start : bisect_right(lengths, longest)]
        scores = process.cdist(rows, columns, scorer=fuzz.ratio, score_cutoff=least, workers=1)
        for row, column in zip(*scores.nonzero(), strict=True):
            if column > row:
                yield rows[row], columns[column], round(float(scores[row, column]))


def _marks(example: Example) -> set[tuple[int, int, str, str | None]]:
    return {(span.start, span.end, span.entity, span.role) for span in example.spans}
