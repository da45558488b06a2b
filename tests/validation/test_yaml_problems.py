"""What is said about files that are no YAML: where, and in words that need no knowledge of parsers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from validation.wording import say
from validation.yaml_tree import read_tree


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a:\n\t- b\n", 2, "Tab"),
        ("a:\n  - b\n\t- c\n", 3, "Tab"),
        ("a: `b`\n", 1, "符号"),
        ("a: @b\n", 1, "符号"),
        ("a: *b\n", 1, "符号"),
        ("a: {b: c\nd: e\n", 2, "括号"),
        ("a: [b, c\n", 2, "括号"),
        ("a: | b\n", 1, "下一行"),
        ("a: [b, }]\n", 1, "括号"),
        ("a: !b{c}\n", 1, "符号"),
        (" a: b\nc: d\n", 2, "缩进"),
        ('a: "b\n', 1, "引号没有关上"),
        ("a: b\nc: 'd\n", 2, "引号没有关上"),
        ('a: "b\nc: d\ne: "f"\n', 1, "引号没有关上"),
        ("a:\n- b: 'c\n  d: e\n- b: 'f'\n", 2, "引号没有关上"),
        ('a: "b\\d"\n', 1, "反斜杠"),
        ("a: b\n  c\nd\n", 4, "缺少冒号"),
        ("a: b: c\n", 1, "冒号却没加引号"),
        ("a:\n  b: c\n   d: e\n", 3, "缩进"),
        ("a:\n  - b\n c: d\n", 3, "缩进"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(tmp_path: Path, text: str, line: int, says: str) -> None:
    (tmp_path / "f.yml").write_text(text, encoding="utf-8")
    _, found = read_tree(tmp_path / "f.yml", "f.yml")
    assert found is not None and found.kind == "yaml_syntax"
    said = say(found, "zh")
    assert says in said and found.place.line == line
    assert not re.search(r"[a-z]{3,}", said.replace("Tab", ""))
    assert "while" not in say(found, "en") and "token" not in say(found, "en")
