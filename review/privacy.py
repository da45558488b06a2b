"""Turns a message into an example without personal data, its entities annotated."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from review.personal import Found, personal_data, stand_in
from review.turns import Mark

_BRACKETS = str.maketrans({"[": "（", "]": "）"})
_ORDER_NUMBER = "order_number"
_LIKE_ORDER_NUMBERS = (_ORDER_NUMBER, "identity", "card", "phone")


def example_of(text: str, marks: Iterable[Mark] = (), known: Collection[str] = ()) -> str:
    """Write a message as an example: one line, personal data replaced by stand-ins, entities annotated.

    Args:
        text: What the customer wrote.
        marks: The entities found in it.
        known: Names of products and the like, folded; see `personal_data`.

    Returns:
        As it would stand in `data/nlu.yml`.
    """
    pieces: list[tuple[int, int, str]] = []
    marks = sorted(marks, key=lambda mark: mark.start)
    hidden = _with_order_numbers(text, marks, personal_data(text, known))
    for found in hidden:
        instead = stand_in(found.kind, text)
        annotated = f"[{instead}]({_ORDER_NUMBER})" if found.kind == _ORDER_NUMBER else instead
        pieces.append((found.start, found.end, annotated))
    last = 0
    for mark in marks:
        covered = any(_overlap(mark, found) for found in hidden)
        inside = last <= mark.start < mark.end <= len(text)
        if not covered and inside and text[mark.start : mark.end].strip():
            pieces.append((mark.start, mark.end, f"[{_flat(text[mark.start : mark.end])}]({mark.entity})"))
            last = mark.end
    written, position = "", 0
    for start, end, piece in sorted(pieces):
        written += _flat(text[position:start]) + piece
        position = end
    return " ".join((written + _flat(text[position:])).split())


def _with_order_numbers(text: str, marks: Iterable[Mark], hidden: list[Found]) -> list[Found]:
    """Where the model saw an order number, it is one, whatever else it looks like."""
    for mark in marks:
        if mark.entity != _ORDER_NUMBER or not any(character.isdigit() for character in text[mark.start : mark.end]):
            continue
        others = [found for found in hidden if _overlap(mark, found)]
        if any(found.kind not in _LIKE_ORDER_NUMBERS for found in others):
            continue
        start, end = min([mark.start, *(f.start for f in others)]), max([mark.end, *(f.end for f in others)])
        hidden = [found for found in hidden if found not in others]
        hidden.append(Found(start, end, _ORDER_NUMBER, text[start:end]))
    return hidden


def _overlap(mark: Mark, found: Found) -> bool:
    return mark.start < found.end and found.start < mark.end


def _flat(text: str) -> str:
    """A piece without the brackets of annotations and without line breaks."""
    return text.translate(_BRACKETS).replace("\r", " ").replace("\n", " ")
