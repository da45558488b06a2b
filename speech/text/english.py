"""How English text is said: numbers, prices, units and model names in words and letters."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from speech.text.numbers_en import Words, cardinal, spelled, ways_to_say

WORDS_FILE = Path(__file__).with_name("english.yml")
#: More ways than this of saying one text are not enumerated.
MOST_WAYS = 12
#: Letter groups up to this length that nobody can pronounce are spelled.
SPELLED_LETTERS = 5

_MONEY = re.compile(r"([$€£¥])\s?(\d[\d,]*(?:\.\d+)?)(k\b)?", re.IGNORECASE)
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)+|\d{1,3}(?:,\d{3})+|\d+|[a-z]+(?:'[a-z]+)*|[%+&@\"]", re.IGNORECASE)
_ROMAN = {"II": "two", "III": "three", "IV": "four"}
_CASES = re.compile(r"(?<=[a-z])(?=[A-Z])")

Known = Callable[[str], bool]


class English:
    """Turns text into what is said.

    A model name has several: "WH-1000XM5" is "w h one thousand x m five", "w h ten hundred …" and more.
    """

    def __init__(self, known: Known) -> None:
        """Create the normaliser.

        Args:
            known: Whether a word (lower case) can be said as a word; other short groups of letters are spelled.
        """
        content = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
        self._known = known
        self._short: dict[str, str] = {str(key): str(value) for key, value in content["short_forms"].items()}
        self._units: dict[str, list[str]] = content["units"]
        self._money: dict[str, str] = content["money"]
        self._signs: dict[str, str] = content["signs"]
        self._as_words = frozenset(content["said_as_words"])
        self._spelled = frozenset(content["spelled"])

    def said(self, text: str) -> Words:
        """The commonest way of saying a text."""
        return tuple(word for options in self._options(text) for word in options[0])

    def ways(self, text: str, most: int = MOST_WAYS) -> list[Words]:
        """The ways of saying a text, the commonest first.

        Args:
            text: Any English text.
            most: How many at most.

        Returns:
            Different ways.
        """
        options = self._options(text)
        found: dict[Words, None] = {tuple(w for o in options for w in o[0]): None}
        # One place said differently at a time comes first; combinations only fill up what is left.
        for place, choices in enumerate(options):
            for choice in choices[1:]:
                parts = [choice if at == place else other[0] for at, other in enumerate(options)]
                found[tuple(word for part in parts for word in part)] = None
        for combination in itertools.islice(itertools.product(*options), 4 * most):
            if len(found) >= most:
                break
            found[tuple(word for part in combination for word in part)] = None
        return list(found)[:most]

    def _options(self, text: str) -> list[list[Words]]:
        return list(self._places(plain(text)))

    def _places(self, text: str) -> Iterator[list[Words]]:
        text = _MONEY.sub(self._money_words, text)
        for chunk in text.split():
            core = chunk.strip(".,!?;:()[]{}…“”*_~<>|")
            short = self._short.get(core.lower())
            if short is not None and not (len(core) == 1 and core.isupper()):
                yield [tuple(short.split())]
                continue
            yield from self._chunk(_CASES.sub(" ", core) if not core.isupper() and self._splits(core) else core)

    def _chunk(self, text: str) -> Iterator[list[Words]]:
        tokens = _TOKEN.findall(text)
        mixed = len(tokens) > 1 and any(token[0].isdigit() for token in tokens)
        for at, token in enumerate(tokens):
            before = tokens[at - 1] if at else ""
            after = tokens[at + 1] if at + 1 < len(tokens) else ""
            if token[0].isdigit():
                yield _number(token)
            elif mixed and before[:1].isdigit() and not after[:1].isdigit() and token.lower() in self._units:
                yield [tuple(unit.split()) for unit in self._units[token.lower()]]
            elif token in self._signs:
                if token != '"' or before[:1].isdigit():
                    yield [tuple(self._signs[token].split())]
            elif token.isalpha() or "'" in token:
                yield self._letters(token, mixed)

    def _letters(self, token: str, in_model: bool) -> list[Words]:
        word = token.lower()
        short = self._short.get(word)
        if short is not None and not in_model and len(word) > 1:
            return [tuple(short.split())]
        letters = tuple(word.replace("'", ""))
        if len(word) == 1:
            return [letters]
        if token in _ROMAN:
            return [(_ROMAN[token],), letters]
        if word in self._spelled or (
            not self._known(word) and len(word) <= SPELLED_LETTERS and not _pronounceable(word)
        ):
            return [letters]
        if not token.isupper() or len(word) > SPELLED_LETTERS:
            return [(word,)]
        if word in self._as_words or (self._known(word) and not (in_model and len(word) < 3)):
            return [(word,), letters]
        return [letters, (word,)] if self._known(word) else [letters]

    def _splits(self, core: str) -> bool:
        """Whether a name like "SoundLink" is two words: no dictionary has it, and its parts are words."""
        parts = _CASES.split(core)
        if len(parts) == 1 or self._known(core.lower()):
            return False
        return all(len(part) > 1 and self._known(part.lower()) for part in parts)

    def _money_words(self, match: re.Match[str]) -> str:
        sign, amount, thousands = match.groups()
        return f" {amount}{' thousand' if thousands else ''} {self._money[sign]} "


def plain(text: str) -> str:
    """Text without accents, typographic quotes and full-width letters."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'"))
    return "".join(char for char in text if not unicodedata.combining(char))


def _number(token: str) -> list[Words]:
    parts = token.replace(",", "").split(".")
    if len(parts) == 1:
        return ways_to_say(parts[0])
    if len(parts) == 2 and len(parts[0]) <= 6:
        whole = cardinal(int(parts[0]))
        if parts[1].strip("0") == "":
            return [whole]
        ways = [(*whole, "point", *spelled(parts[1]))]
        if len(parts[1]) == 2 and parts[1][0] != "0":
            ways.append((*whole, *cardinal(int(parts[1]))))
        return ways
    return [tuple(word for part in parts for word in spelled(part))]


def _pronounceable(word: str) -> bool:
    return bool(re.search(r"[aeiouy]", word)) and not re.search(r"[bcdfghjklmnpqrstvwxz]{4}", word)
