"""What is unusual but may be right; looked for on request (`--hints`)."""

from __future__ import annotations

import re
from typing import Callable, Iterator

from understanding.amounts import parse_amount
from validation.checks.annotations import marked
from validation.findings import Finding, finding
from validation.names import shop_names, squeezed
from validation.project import Project
from validation.registry import hint
from validation.text import closest

_ORDER_NUMBER = re.compile(r"(?i)(?=.*\d{4})[a-z0-9][a-z0-9 -]{4,30}")
_PATTERNS: dict[str, Callable[[str], object]] = {"price": parse_amount, "order_number": _ORDER_NUMBER.fullmatch}


@hint
def unknown_names(project: Project) -> Iterator[Finding]:
    """Marked words that neither the catalogue nor a pattern knows: a slip of the mouse, or a name to add."""
    names = shop_names(project.root / "shop") if (project.root / "shop").is_dir() else {}
    for example, span in marked(project):
        if span.entity in _PATTERNS:
            if not _PATTERNS[span.entity](span.text):
                yield finding("entity_text_unknown", example.place, text=span.text, entity=span.entity, near="")
        elif names.get(span.entity) and not _known(span.text, names[span.entity]):
            near = closest(squeezed(span.text), names[span.entity])
            yield finding("entity_text_unknown", example.place, text=span.text, entity=span.entity, near=near)


def _known(text: str, names: set[str]) -> bool:
    name = squeezed(text)
    return name in names or (name.endswith("s") and name[:-1] in names) or f"{name}s" in names
