"""The project's own rules for what an annotation takes in (docs/content.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from understanding.cues import cues
from validation.checks.annotations import marked
from validation.findings import Finding, finding
from validation.project import Project
from validation.registry import file_check

_TERM, _TERM_INTENT = "term", "explain_term"
_ORDER_SIGNS = re.compile(r"(?i)^(?:order\b|no\b|number\b|#|№|订单|单号|编号)|(?:号|单)$")
_ARTICLE = re.compile(r"(?i)^(?:the|a|an|my|your|this|that)\s")
_AROUND = ("max", "min", "about")


@file_check
def terms(project: Project) -> Iterator[Finding]:
    """A technical word is a term only where its meaning is asked for."""
    for example, span in marked(project):
        if span.entity == _TERM and example.intent != _TERM_INTENT:
            yield finding("term_elsewhere", example.place, text=span.text, intent=example.intent)


@file_check
def brands(project: Project) -> Iterator[Finding]:
    """A brand in front of a product belongs to the product."""
    for example in project.examples:
        for one, other in pairwise(example.spans):
            between = example.plain[one.end : other.start]
            if (one.entity, other.entity) == ("brand", "product") and not between.strip():
                yield finding("brand_apart", example.place, brand=one.text, product=other.text, between=between)


@file_check
def surplus(project: Project) -> Iterator[Finding]:
    """Words that do not belong to a price, an order number, a name."""
    for example, span in marked(project):
        if span.entity == "price" and (word := _bound(span.text)):
            yield finding("span_too_long", example.place, text=span.text, word=word)
        elif span.entity == "order_number" and (sign := _ORDER_SIGNS.search(span.text)):
            yield finding("span_too_long", example.place, text=span.text, word=sign[0])
        elif article := _ARTICLE.search(span.text):
            yield finding("span_too_long", example.place, text=span.text, word=article[0].strip())


def _bound(price: str) -> str:
    """The word at a price's beginning or end that makes it a limit."""
    lowered, bounds = price.lower().strip(), cues()["bounds"]
    before = [*bounds["max"]["before"], *bounds["min"]["before"], "around", "about", "大约", "大概", "差不多"]
    after = [*bounds["max"]["after"], *bounds["min"]["after"], "左右", "上下", "前后", "or so"]
    for word in map(str, before):
        if lowered.startswith(word) and not lowered[len(word) : len(word) + 1].isalpha():
            return word
    return next((word for word in map(str, after) if lowered.endswith(word) and lowered != word), "")
