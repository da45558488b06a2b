"""What a recogniser is adapted to: plain sentences with marked names, and lists of names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_MARK = re.compile(r"\[([^\]]+)\](?:\((\w+)[^)]*\)|\{[^}]*?\"entity\":\s*\"(\w+)\"[^}]*\})")


@dataclass(frozen=True)
class Part:
    """A piece of a sentence.

    Attributes:
        text: As it is written.
        kind: What kind of name it is (`product`, `brand`, `price` …); empty for ordinary words.
    """

    text: str
    kind: str = ""


Sentence = tuple[Part, ...]


@dataclass(frozen=True)
class Name:
    """A name that customers say.

    Attributes:
        kind: `product`, `brand`, `category`, `term`, `attribute` or `tag`.
        written: As the dialogue understands it best.
        others: Other spellings.
        weight: How often it is said compared to others of its kind; 1 is usual.
    """

    kind: str
    written: str
    others: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass
class Material:
    """Everything that the recogniser of one language is adapted to.

    Attributes:
        language: `zh` or `en`.
        sentences: What customers say.
        names: Names that stand for their kind in the sentences.
        sources: Where it came from, with how many entries each: for people to read.
        answers: What the shop answers, in short pieces: its words come back in what customers say.
    """

    language: str
    sentences: list[Sentence]
    names: list[Name] = field(default_factory=list)
    sources: dict[str, int] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)


def marked(text: str) -> Sentence:
    """Read a sentence with marks in Rasa's notation: `[索尼](brand)`, `[SONY]{"entity": "brand"}`.

    Args:
        text: The sentence.

    Returns:
        Its pieces.
    """
    parts: list[Part] = []
    end = 0
    for match in _MARK.finditer(text):
        if match.start() > end:
            parts.append(Part(text[end : match.start()]))
        parts.append(Part(match.group(1), match.group(2) or match.group(3) or ""))
        end = match.end()
    if end < len(text):
        parts.append(Part(text[end:]))
    return tuple(parts)


def plain_text(sentence: Iterable[Part]) -> str:
    """A sentence without marks."""
    return "".join(part.text for part in sentence)
