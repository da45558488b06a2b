"""In which language a customer wrote, and whether they ask for another one."""

from __future__ import annotations

import re
from functools import lru_cache

from understanding.cues import cues, matcher

LANGUAGES = ("zh", "en")
#: Messages whose language is remembered: a conversation's are asked about anew in each of its turns.
REMEMBERED = 4096
_CJK = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[a-z][a-z'’-]*[a-z]|[a-z]")
_PAYLOAD = "/"


@lru_cache(maxsize=REMEMBERED)
def requested_language(text: str) -> str | None:
    """Find an explicit wish for a language ("请说英文", "Chinese please").

    Args:
        text: What the customer wrote.

    Returns:
        `zh`, `en` or `None`.
    """
    for language, words in cues()["switch_language"].items():
        if matcher(words).search(text.lower()):
            return str(language)
    return None


@lru_cache(maxsize=REMEMBERED)
def detect_language(text: str) -> str | None:
    """Tell in which language a message was written.

    A mixed message counts as the language whose grammar words carry it. Codes, numbers, product
    names, emoji and button payloads have no language.

    Args:
        text: What the customer wrote.

    Returns:
        `zh`, `en`, or `None` where the message has no language of its own.
    """
    if text.startswith(_PAYLOAD):
        return None
    lowered = text.lower()
    chinese = _CJK.findall(lowered)
    english = _english_words(text)
    if not chinese:
        return "en" if english else None
    if not english:
        return "zh"
    grammar = cues()["function_words"]
    chinese_weight = len(matcher(grammar["zh"]).findall(lowered))
    english_weight = sum(word in _words("function_words") for word in english)
    if chinese_weight == english_weight:
        return "zh" if len(chinese) >= len(english) else "en"
    return "zh" if chinese_weight > english_weight else "en"


def _english_words(text: str) -> list[str]:
    """Words that speak for English: not codes, names or words both languages use."""
    neutral = _words("neutral_words")
    words = []
    for token in re.findall(r"[A-Za-z0-9'’_-]+", text):
        if any(char.isdigit() for char in token) or (len(token) > 1 and token.isupper() and len(token) < 6):
            continue
        lowered = token.lower()
        if _LATIN_WORD.fullmatch(lowered) and lowered not in neutral:
            words.append(lowered.replace("’", "").replace("'", ""))
    # A capitalised name next to a model number ("Galaxy S24") is a name, not English.
    grammar = _words("function_words")
    named = re.fullmatch(r"\s*(?:[A-Z][A-Za-z-]*[\s-]+){1,3}[A-Za-z-]*\d[\w-]*(?:\s+[A-Za-z]+){0,2}\s*", text)
    if named and not any(word in grammar for word in words):
        return []
    if re.fullmatch(r"\s*[A-Za-z]*[A-Z][A-Za-z]*\s+[A-Za-z]*\d[\w-]*(?:\s+[A-Za-z]+){0,2}\s*", text):
        return []
    return words


@lru_cache(maxsize=2)
def _words(kind: str) -> frozenset[str]:
    """English words of a kind of cue."""
    return frozenset(cues()[kind]["en"])
