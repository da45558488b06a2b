"""What a YAML parser says, in words for people who write content."""

from __future__ import annotations

import re

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.tokens import ScalarToken

from validation.findings import Word

_QUOTE = "yaml_quote"
#: What the parser says, and the key of our words for it in `messages.yml`; the first one that fits counts.
_KNOWN = (
    ("yaml_character", "cannot start any token|expected alphabetic or numeric|undefined alias|a tag|a directive"),
    ("yaml_bracket", "expected ',' or|flow node"),
    ("yaml_block", "block scalar"),
    (_QUOTE, "unexpected end of stream|unexpected document indicator"),
    ("yaml_escape", "unknown escape|escape code"),
    ("yaml_colon", "could not find expected ':'"),
    ("yaml_indent", "expected key|expected '-' indicator|not allowed in this context|<|unexpected ':'|block node"),
)


def in_plain_words(error: MarkedYAMLError, text: str) -> tuple[int, str]:
    """Say what is wrong with a file, and where.

    Args:
        error: What the parser says.
        text: The file.

    Returns:
        The line of the mistake, and a word of `messages.yml`; the parser's own words where we have none for them.
    """
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    opened = _opened_quote(text, line)
    if opened:
        return opened, Word(_QUOTE)
    problem = " ".join(part for part in (error.context, error.problem) if part)
    where = "".join(text.splitlines()[line - 1 : line])
    if where[: len(where) - len(where.lstrip())].count("\t"):
        return line, Word("yaml_tab")
    return line, next((Word(name) for name, pattern in _KNOWN if re.search(pattern, problem)), problem)


def _opened_quote(text: str, line: int) -> int:
    """The line of a quotation mark that was closed only where the parser gave up, or never; 0 where there is none."""
    opened = 0
    try:
        for token in YAML(typ="safe", pure=True).scan(text):
            if isinstance(token, ScalarToken) and token.style in ("'", '"'):
                first, last = token.start_mark.line + 1, token.end_mark.line + 1
                opened = first if first < last == line else opened
    except MarkedYAMLError as error:
        if "quoted scalar" in (error.context or "") and "end of stream" in (error.problem or ""):
            return int(error.context_mark.line) + 1
    return opened
