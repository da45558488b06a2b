"""Pronouncing dictionaries in CMU Sphinx's format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from speech.lexicon.alignment import Phones

_VARIANT = re.compile(r"\(\d+\)$")


def read_dictionary(path: Path) -> dict[str, list[Phones]]:
    """Read a dictionary.

    Args:
        path: File with a word and its sounds on each line; `word(2)` is another way to say the word.

    Returns:
        Pronunciations by word.
    """
    entries: dict[str, list[Phones]] = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            word, *phones = line.split()
            entries.setdefault(_VARIANT.sub("", word), []).append(tuple(phones))
    return entries


def write_dictionary(entries: Mapping[str, Iterable[Phones]], path: Path) -> None:
    """Write a dictionary.

    Args:
        entries: Pronunciations by word.
        path: The file; replaced only when everything is written.
    """
    draft = path.with_name(path.name + ".part")
    with draft.open("w", encoding="utf-8") as file:
        for word in sorted(entries):
            for number, phones in enumerate(dict.fromkeys(entries[word]), 1):
                file.write(f"{word}{f'({number})' if number > 1 else ''} {' '.join(phones)}\n")
    draft.replace(path)
