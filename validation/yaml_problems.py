"""What a YAML parser says, in words for people who write content."""

from __future__ import annotations

import re

from validation.findings import Word

#: What the parser says, and the key of our words for it in `messages.yml`; the first one that fits counts.
_KNOWN = (
    ("yaml_character", "cannot start any token|expected alphabetic or numeric|undefined alias|a tag|a directive"),
    ("yaml_bracket", "expected ',' or|flow node"),
    ("yaml_block", "block scalar"),
    ("yaml_quote", "unexpected end of stream|unexpected document indicator"),
    ("yaml_escape", "unknown escape|escape code"),
    ("yaml_colon", "could not find expected ':'"),
    ("yaml_indent", "expected key|expected '-' indicator|not allowed in this context|<|unexpected ':'|block node"),
)


def in_plain_words(problem: str, line: str) -> str:
    """Say what is wrong with a file.

    Args:
        problem: What the parser says.
        line: The line at which it gave up.

    Returns:
        A word of `messages.yml`; the parser's own words where we have none for them.
    """
    if line[: len(line) - len(line.lstrip())].count("\t"):
        return Word("yaml_tab")
    return next((Word(name) for name, pattern in _KNOWN if re.search(pattern, problem)), problem)
