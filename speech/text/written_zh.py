"""What was said in Chinese, as one types it: digits, letters and model names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from speech.text.numbers_en import Words
from speech.text.numbers_zh import with_digits

_LETTERS = re.compile(r"(?:[A-Z]\.)+")


class ChineseWriter:
    """Writes what was said."""

    def __init__(self, spellings: Mapping[Words, str]) -> None:
        """Create the writer.

        Args:
            spellings: How names are written, by what is said.
        """
        self._spellings = {"".join(said): written for said, written in spellings.items()}
        longest_first = sorted(self._spellings, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def write(self, words: Sequence[str]) -> str:
        """Write words.

        Args:
            words: What was said.

        Returns:
            The text, without spaces.
        """
        text = "".join(words)
        if self._names is not None:
            text = self._names.sub(lambda match: self._spellings[match.group()], text)
        text = _LETTERS.sub(lambda match: match.group().replace(".", ""), text)
        return with_digits(text)
