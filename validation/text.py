"""Small helpers over texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

LANGUAGES = ("zh", "en")
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)[^{}\n]*\}")
_CLOSE = 72  # similarity in percent from which on a name may be a misspelt one


def placeholders(text: str) -> set[str]:
    """Names of the places where a value goes in: `{name}`, `{day:02d}`."""
    return set(_PLACEHOLDER.findall(text))


def without_placeholders(text: str) -> str:
    """The text without those places."""
    return _PLACEHOLDER.sub(" ", text)


def folded(text: str) -> str:
    """A text as two people would call it the same: width, case and white space do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def closest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like another one, or nothing where none is near."""
    best = process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return best[0] if best else ""


def shortened(text: str, length: int = 60) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
