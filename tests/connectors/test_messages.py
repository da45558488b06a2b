from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import connectors
import server
from connectors.errors import CODES_BY_STATUS, LANGUAGES, messages

SOURCES = [path for package in (connectors, server) for path in Path(package.__file__).parent.rglob("*.py")]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(messages()))
def test_every_message_exists_in_both_languages_with_the_same_values(code: str):
    entry = messages()[code]
    assert all(entry[language].strip() for language in LANGUAGES)
    assert places(entry["zh"]) == places(entry["en"])
    assert 400 <= entry["status"] < 600


def test_every_code_that_is_raised_is_known_and_every_known_code_is_used():
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    used = {code for code in messages() if f'"{code}"' in source}
    assert used == set(messages())
    assert set(re.findall(r'ApiError\(\s*"(\w+)"', source)) | set(CODES_BY_STATUS.values()) <= set(messages())
