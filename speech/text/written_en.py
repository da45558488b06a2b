"""What was said in English, as one types it: digits, prices, units, model names in the catalogue's spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

from speech.text.english import WORDS_FILE
from speech.text.numbers_en import Words, read_digits, read_number

#: Digits said one by one count as one number from so many on.
LEAST_DIGITS = 2
#: Smaller numbers stay words ("the first two") unless something is counted with them.
LEAST_BARE_NUMBER = 10


class EnglishWriter:
    """Writes what was said."""

    def __init__(self, spellings: Mapping[Words, str]) -> None:
        """Create the writer.

        Args:
            spellings: How names are written, by what is said.
        """
        content = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))["written"]
        self._after: dict[str, str] = content["after_numbers"]
        self._before: dict[str, str] = content["before_numbers"]
        self._counted = frozenset(content["counted"])
        fixed = {tuple(said.split()): str(text) for said, text in content["spellings"].items()}
        self._spellings = {**spellings, **fixed}
        self._longest = max(map(len, self._spellings), default=1)

    def write(self, words: Sequence[str]) -> str:
        """Write words.

        Args:
            words: What was said, in lower case.

        Returns:
            The text.
        """
        pieces: list[str] = []
        at = 0
        while at < len(words):
            text, after = self._name(words, at)
            if not text:
                text, after = self._number(words, at)
            if not text:
                text, after = self._letters(words, at)
            if not text:
                text, after = ("I" + words[at][1:] if words[at].split("'")[0] == "i" else words[at]), at + 1
            pieces.append(text)
            at = after
        return " ".join(pieces)

    def _name(self, words: Sequence[str], start: int) -> tuple[str, int]:
        for end in range(min(len(words), start + self._longest), start, -1):
            text = self._spellings.get(tuple(words[start:end]))
            # A single letter or a bare number is no name, whatever the catalogue says.
            if text and not (end == start + 1 and (len(words[start]) == 1 or text.isdigit())):
                return text, end
        return "", start

    def _number(self, words: Sequence[str], start: int) -> tuple[str, int]:
        digits, after_digits = read_digits(words, start)
        value, after_value = read_number(words, start)
        if len(digits) >= LEAST_DIGITS and after_digits >= after_value:
            return digits, after_digits
        if value is None:
            return "", start
        text, after = str(value), after_value
        fraction, end = "", after
        if after + 1 < len(words) and words[after] == "point":
            fraction, end = read_digits(words, after + 1)
        if fraction:
            text, after = f"{text}.{fraction}", end
        following = words[after] if after < len(words) else ""
        if following in self._before:
            return self._before[following] + text, after + 1
        if following in self._after and after_value - start >= 1:
            return text + self._after[following], after + 1
        if value < LEAST_BARE_NUMBER and not fraction and following not in self._counted:
            return "", start
        return text, after

    def _letters(self, words: Sequence[str], start: int) -> tuple[str, int]:
        if words[start] in ("a", "i") and start + 1 < len(words) and self._name(words, start + 1)[0]:
            return "", start
        at = start
        while at < len(words) and len(words[at]) == 1 and words[at].isalpha():
            at += 1
        letters = "".join(words[start:at]).upper()
        if not letters or (len(letters) == 1 and letters in "AI"):
            return "", start
        digits, after = read_digits(words, at) if at < len(words) else ("", at)
        if not digits and at < len(words):
            value, after = read_number(words, at)
            digits = "" if value is None else str(value)
        if digits:
            return letters + digits, after
        return (letters, at) if len(letters) > 1 else ("", start)
