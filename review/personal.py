"""Finds personal data in a text: phones, e-mails, addresses, order numbers, names, whatever looks like an identity."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from review.addresses import addresses
from review.patterns import PATTERNS, is_identity
from review.split_numbers import split_numbers

_HAN = re.compile(r"[\u3400-\u9fff]")
_LIKE_PRODUCTS = ("order_number", "name")
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")
#: Full-width letters, digits and signs as plain ones: one character for one, so that places in the text stay.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True)
class Found:
    """A piece of personal data: from `start` to before `end`, in characters.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        kind: What it is: `phone`, `email`, `address`, …
        text: The piece.
    """

    start: int
    end: int
    kind: str
    text: str


#: What stands in an example instead: Chinese, English. An order number keeps its shape, so that it still teaches.
STAND_INS: dict[str, tuple[str, str]] = {
    "url": ("https://example.com", "https://example.com"),
    "email": ("name@example.com", "name@example.com"),
    "phone": ("13800138000", "555-010-0199"),
    "order_number": ("SO20260101001", "SO20260101001"),
    "card": ("6200000000000000", "4000000000000000"),
    "identity": ("AB000000", "AB000000"),
    "secret": ("000000", "000000"),
    "account": ("abc_000", "abc_000"),
    "address": ("幸福路1号", "1 Main Street"),
    "postcode": ("100000", "10000"),
    "name": ("小明", "Alex"),
}


def personal_data(text: str, known: Collection[str] = ()) -> list[Found]:
    """Find personal data in a text.

    Args:
        text: What somebody wrote.
        known: Names of products and the like, folded (small letters); a code that is one of them is nobody's identity.

    Returns:
        Pieces that do not overlap, in order; stand-ins are not among them.
    """
    plain = text.translate(_PLAIN)
    taken: list[Found] = []
    for found in _candidates(plain, known):
        if not any(found.start < other.end and other.start < found.end for other in taken):
            taken.append(found)
    return sorted((f for f in taken if not is_stand_in(f)), key=lambda found: found.start)


def stand_in(kind: str, text: str) -> str:
    """What stands in an example instead of personal data.

    Args:
        kind: What it is.
        text: The whole message; its script decides the language.
    """
    return STAND_INS[kind][0 if _HAN.search(text) else 1]


def is_stand_in(found: Found) -> bool:
    """Whether a piece is one of our stand-ins."""
    return any(found.text.strip() in pair for pair in STAND_INS.values())


def _is_known(piece: str, known: Collection[str]) -> bool:
    """Whether a piece is a product's code, or several words that are all known; a single one may be a first name."""
    words = piece.lower().split()
    return all(word in known for word in words) and (len(words) > 1 or any(map(str.isdigit, piece)))


def _candidates(text: str, known: Collection[str]) -> Iterator[Found]:
    """All pieces that may be personal data, the surest kinds first."""
    for start, end in addresses(text):
        yield Found(start, end, "address", text[start:end])
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            group = "value" if "value" in pattern.groupindex else 0
            start, end = match.span(group)
            if start < end and not (kind in _LIKE_PRODUCTS and _is_known(text[start:end], known)):
                yield Found(start, end, kind, text[start:end])
    for start, end, kind in split_numbers(text):
        yield Found(start, end, kind, text[start:end])
    for match in _TOKEN.finditer(text):
        if is_identity(match[0]) and match[0].lower() not in known:
            yield Found(match.start(), match.end(), "identity", match[0])
