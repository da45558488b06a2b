"""Reads the entity annotations of an example: `[text](entity)`, `[text]{"entity": "price", "role": "max"}`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_KEYS = {"entity", "role", "group", "value"}
_ANNOTATION = re.compile(
    r"""\[(?P<text>[^\[\]]*)\]
    (?: \((?P<entity>[^()]*)\) | (?P<one>\{[^{}]*\}) | \[(?P<many>\s*\{[^\[\]]*\}\s*)\] )""",
    re.VERBOSE,
)
_LABEL = r"(?:\([^()]*\)|\{[^{}]*\})"
_NESTED = re.compile(rf"\[[^\[\]]*(?:\[[^\[\]]*\]{_LABEL}[^\[\]]*)+\]{_LABEL}")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_BROKEN = re.compile(
    r"""
    [\[［【][^\[\]［］【】]*[\]］】]\s*[(（][\s]*[a-z_]+[\s]*[)）]   # [手机] (category), 【手机】（category）
  | \[[^\[\]]*\]\s*[({（｛]                                      # [手机](category …
  | [(（][^()（）]*[)）]\[[a-z_]+\]                               # (手机)[category]
  | \]\s*[({（]                                                 # 手机](category)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Span:
    """A marked piece of an example.

    Attributes:
        text: What is marked.
        start: Where it begins in the plain text.
        end: Where it ends.
        entity: What it is marked as.
        role: Its role, if one is named.
        group: Its group, if one is named.
    """

    text: str
    start: int
    end: int
    entity: str
    role: str | None = None
    group: str | None = None


@dataclass
class Annotated:
    """An example taken apart.

    Attributes:
        plain: Its text without annotations.
        spans: The marked pieces in order.
        slips: What is wrong with the annotations: a kind of finding, and the piece of text.
    """

    plain: str = ""
    spans: list[Span] = field(default_factory=list)
    slips: list[tuple[str, str]] = field(default_factory=list)


def parse(source: str) -> Annotated:
    """Take an example apart.

    Args:
        source: The example as it stands in the file.

    Returns:
        Its plain text, the marked pieces, and slips of annotation.
    """
    found, rest, position = Annotated(), [], 0
    while position < len(source):
        nested = _NESTED.match(source, position)
        match = None if nested else _ANNOTATION.match(source, position)
        if nested:
            found.slips.append(("annotation_nested", nested[0]))
            found.plain += nested[0]
            position = nested.end()
        elif match:
            _take(match, found)
            found.plain += match["text"]
            rest.append("\0")
            position = match.end()
        else:
            bracket = source.find("[", position + 1)
            end = bracket if bracket > 0 else len(source)
            found.plain += source[position:end]
            rest.append(source[position:end])
            position = end
    found.slips += _leftovers("".join(rest))
    return found


def _take(match: re.Match[str], found: Annotated) -> None:
    """Read one annotation."""
    if match["entity"] is not None:
        labels: list[Any] = [{"entity": match["entity"].split(":")[0].strip()}]
    else:
        try:
            labels = json.loads(f"[{match['one'] or match['many']}]")
        except json.JSONDecodeError:
            found.slips.append(("annotation_broken", match[0]))
            return
    if not match["text"].strip() or not all(isinstance(label, dict) and label.get("entity") for label in labels):
        found.slips.append(("annotation_empty", match[0]))
        return
    if any(set(label) - _KEYS or not isinstance(label["entity"], str) for label in labels):
        found.slips.append(("annotation_broken", match[0]))
        return
    if len(labels) > 1:
        found.slips.append(("annotation_overlap", match[0]))
        return
    start, label = len(found.plain), labels[0]
    end = start + len(match["text"])
    found.spans.append(Span(match["text"], start, end, label["entity"], label.get("role"), label.get("group")))


def _leftovers(text: str) -> list[tuple[str, str]]:
    """Brackets outside of annotations that were meant to be one."""
    broken = _BROKEN.search(text)
    if broken:
        return [("annotation_broken", broken[0].replace("\0", "…").strip())]
    without_pairs = _BRACKETED.sub("", text)
    if "[" in without_pairs or "]" in without_pairs:
        return [("annotation_broken", "[" if "[" in without_pairs else "]")]
    plain = _BRACKETED.search(text)
    return [("brackets_plain", plain[0])] if plain else []
