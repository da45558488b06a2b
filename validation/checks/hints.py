"""What is unusual but may be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from understanding.amounts import parse_amount
from validation.checks.annotations import marked
from validation.findings import Finding, finding
from validation.names import ShopNames, squeezed
from validation.project import Project
from validation.registry import check

UNKNOWN_NAME = "entity_text_unknown"
_ORDER_NUMBER = re.compile(r"(?i)(?=.*\d{4})[a-z0-9][a-z0-9 -]{3,30}")
_PATTERNS: dict[str, Callable[[str], object]] = {"price": parse_amount, "order_number": _ORDER_NUMBER.fullmatch}


@check
def unknown_names(project: Project) -> Iterator[Finding]:
    """Marked words that neither the catalogue nor a pattern knows: a slip of the mouse, or a name to add."""
    names, seen = ShopNames(project.root / "shop", project.root / "understanding"), set()
    for example, span in marked(project):
        key = (span.entity, squeezed(span.text))
        if key in seen:
            continue
        seen.add(key)
        pattern = _PATTERNS.get(span.entity)
        if not (names.accepts(*key) or (pattern(span.text) if pattern else names.knows(*key))):
            yield finding(UNKNOWN_NAME, example.place, text=span.text, entity=span.entity)
