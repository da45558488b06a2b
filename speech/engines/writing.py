"""Writes the words of engines that know nothing of the shop in the catalogue's spelling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from speech.adapt.model_folder import ModelFolder
from speech.text.written_en import EnglishWriter
from speech.text.written_zh import ChineseWriter

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def written(said: Sequence[str], language: str, root: Path) -> str:
    """Write words with digits and the catalogue's spellings.

    Args:
        said: The words.
        language: `zh` or `en`.
        root: Folder with the models.
    """
    writer = _writer(language, root, ModelFolder(root, language).fingerprint())
    # Engines that write digits and capitals themselves are believed.
    if language == "en" and not all(_WORD.fullmatch(word) for word in said):
        return " ".join(said)
    return writer.write(said)


@lru_cache(maxsize=4)
def _writer(language: str, root: Path, _fingerprint: str) -> EnglishWriter | ChineseWriter:
    spellings = ModelFolder(root, language).read_spellings()
    return ChineseWriter(spellings) if language == "zh" else EnglishWriter(spellings)
