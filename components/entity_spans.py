"""Entity spans, and the rules that mend them, without Rasa."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from understanding.amounts import price_roles

_RESOLUTION = re.compile(r"[248]K")
_HAN = re.compile(r"[\u3400-\u9fff]")
_JOINABLE = {"product", "category", "attribute", "term"}
_WORD = re.compile(r"[A-Za-z0-9'’+-]")


@dataclass(frozen=True)
class Span:
    """A marked piece of text: from `start` to before `end`, in characters."""

    start: int
    end: int
    label: str
    confidence: float = 1.0


def as_span(entity: dict[str, Any]) -> Span:
    """Read an entity of a message."""
    return Span(entity["start"], entity["end"], entity["entity"], entity.get("confidence_entity", 1.0))


def as_entity(text: str, span: Span) -> dict[str, Any]:
    """Write an entity of a message."""
    return {
        "entity": span.label,
        "start": span.start,
        "end": span.end,
        "value": text[span.start : span.end],
        "confidence_entity": span.confidence,
        "extractor": "DIETClassifier",
    }


def tidy(text: str, spans: Sequence[Span], intent: str, names: Sequence[Span]) -> list[Span]:
    """Mend spans.

    Args:
        text: The message.
        spans: What the extractor found.
        intent: The message's intent.
        names: Where names of the catalogue stand, with their kinds.

    Returns:
        The mended spans, in order.
    """
    if intent == "out_of_scope":
        return []
    mended = [_relabelled(span, text, intent, names) for span in sorted(spans, key=lambda span: span.start)]
    mended = _joined(text, mended)
    mended = [_grown(span, names) for span in mended]
    mended = [span for span in _without_overlaps(mended) if not _is_splinter(text, span, names)]
    if intent == "explain_term" and not any(span.label == "term" for span in mended):
        mended = _without_overlaps(sorted([*mended, *_terms(names)], key=lambda span: (span.start, -span.end)))
    return mended


def _relabelled(span: Span, text: str, intent: str, names: Sequence[Span]) -> Span:
    """Terms exist only where a meaning is asked for; a maker's name alone is a brand."""
    if span.label == "term" and intent not in ("explain_term", ""):
        return replace(span, label="attribute")
    if span.label == "attribute" and intent == "explain_term":
        return replace(span, label="term")
    if span.label == "product" and any(
        n.label == "brand" and (n.start, n.end) == (span.start, span.end) for n in names
    ):
        return replace(span, label="brand")
    return span


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join pieces of one name that stand side by side, and a brand with the model behind it."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        gap = text[last.end : span.start] if last else ""
        if last and gap in ("", " ", "-") and last.end <= span.start:
            same = last.label == span.label and span.label in _JOINABLE and not (span.label == "product" and gap == " ")
            branded = (
                last.label in ("brand", "product") and span.label == "product" and (gap == "" or last.label == "brand")
            )
            if same or branded:
                joined[-1] = Span(last.start, span.end, span.label, min(last.confidence, span.confidence))
                continue
        joined.append(span)
    return joined


def _grown(span: Span, names: Sequence[Span]) -> Span:
    """Grow a span to the catalogue's name of the same kind that holds it."""
    holding = [n for n in names if n.label == span.label and n.start <= span.start and span.end <= n.end]
    if holding:
        widest = max(holding, key=lambda name: name.end - name.start)
        return replace(span, start=widest.start, end=widest.end)
    return span


def _without_overlaps(spans: Sequence[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in spans:
        if kept and span.start < kept[-1].end:
            if span.end - span.start > kept[-1].end - kept[-1].start:
                kept[-1] = span
            continue
        kept.append(span)
    return kept


def _is_splinter(text: str, span: Span, names: Sequence[Span]) -> bool:
    """Single Chinese characters, and pieces cut out of a Latin word, are no names unless the catalogue says so."""
    if span.label == "price":
        return _is_resolution(text, span)
    if span.label == "order_number":
        return False
    if any((n.start, n.end) == (span.start, span.end) for n in names):
        return False
    words = text[span.start : span.end]
    cut = (span.start > 0 and _WORD.match(text[span.start - 1]) and _WORD.match(words[0])) or (
        span.end < len(text) and _WORD.match(text[span.end]) and _WORD.match(words[-1])
    )
    return bool(cut) or (len(words) == 1 and _HAN.match(words) is not None)


def _is_resolution(text: str, span: Span) -> bool:
    """A bare "4K" is a screen's resolution, "under 4K" is money."""
    bare = _RESOLUTION.fullmatch(text[span.start : span.end]) is not None
    return bare and price_roles(text, [(span.start, span.end)]) == [None]


def _terms(names: Sequence[Span]) -> list[Span]:
    return [name for name in names if name.label == "term"]
