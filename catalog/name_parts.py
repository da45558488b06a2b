"""Takes product names and what customers write for them apart: words, numbers, Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from catalog.normalize import fold, tidy

#: Words that tell models apart: asked for and missing, it is another product.
SUFFIXES = frozenset(
    (
        *("pro", "max", "ultra", "plus", "mini", "lite", "se", "air", "fe", "slim", "note", "turbo", "fold", "flip"),
        *("edge", "neo", "gt", "ti", "super", "classic", "elite", "extreme", "active", "ace", "play", "go", "anc"),
        *("prime", "creator", "digital", "premium"),
    )
)
#: One syllable of toneless pinyin.
SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|[aeiouv])"
)
_ATOM = re.compile(r"[a-z]+|\d+(?:\.\d+)?|[\u3400-\u9fff\U00020000-\U0002ffff]+")
_SIZE = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>英寸|寸|吋|ying ?cun\b"
    r"|inch(?:es)?\b|in\b|毫米|mm\b|gb\b|g\b|tb\b|t\b|mah\b|毫安时?|w\b|瓦|hz\b)"
)
#: Memory and storage in one: 8GB+256GB, 16+512.
MEMORY_PAIR = re.compile(
    r"(?<![\d.])(\d{1,2})\s*(?:gb?)?\s*[+/]\s*(32|64|128|256|512|1024|1(?=\s*t))\s*(tb?|gb?)?(?![0-9a-z])",
    re.IGNORECASE,
)
_MEMORY_UNIT = re.compile(r"[gt]b?")
_YEAR = re.compile(r"(?<!\d)20[12]\d(?:款|版|年)?(?!\d)")
#: Written together they are one word of the name, whichever way the customer splits them.
_CHINESE_SUFFIXES = {"至尊版": "ultra", "青春版": "lite", "标准版": "", "普通版": "", "增强版": "plus"}


@dataclass(frozen=True)
class NameParts:
    """A name, taken apart.

    Attributes:
        key: The folded name.
        words: Latin words in their order, as the vocabulary spells them.
        numbers: Model numbers.
        sizes: Numbers with a unit behind them (英寸, GB, mm) and years.
        memories: Those of the sizes that are memory or storage.
        codes: Short letters with the number they stand at (`xm5`, `s24`, `13t`).
        chinese: The Chinese characters.
    """

    key: str
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    sizes: tuple[str, ...]
    codes: frozenset[str]
    chinese: str
    memories: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to compare."""
        return not (self.words or self.numbers or self.sizes or self.chinese)


def atoms(tidied: str) -> list[str]:
    """Runs of Latin letters, numbers and Chinese characters of a tidied text."""
    return _ATOM.findall(tidied)


def split_word(word: str, vocabulary: Collection[str], depth: int = 3) -> list[str] | None:
    """Split a word without spaces into known ones (`macbookpro`, `galaxys`).

    Args:
        word: Latin letters.
        vocabulary: Known words.
        depth: Most pieces.

    Returns:
        The pieces, or None where the word cannot be split into known ones.
    """
    if word in vocabulary or word in SUFFIXES:
        return [word]
    if depth <= 1:
        return None
    for cut in range(len(word) - 1, 0, -1):
        left, right = word[:cut], word[cut:]
        if (left in vocabulary and cut >= 3) or left in SUFFIXES:
            if len(right) == 1:
                # A letter typed twice (iphonee) is a typo.
                return [left, right] if right != left[-1] else None
            rest = split_word(right, vocabulary, depth - 1)
            if rest:
                return [left, *rest]
    return None


def spell(tidied: str, vocabulary: Collection[str]) -> list[str]:
    """The parts of a tidied text with the Latin words as the vocabulary has them.

    Args:
        tidied: From `normalize.tidy`.
        vocabulary: Known Latin words.

    Returns:
        Atoms; words that only exist written together are joined (`hua wei`), others are split.
    """
    result: list[str] = []
    for atom in atoms(tidied):
        if not atom.isascii() or not atom.isalpha():
            result.append(atom)
            continue
        last = result[-1] if result else ""
        if last.isascii() and last.isalpha() and len(last + atom) >= 4 and atom not in SUFFIXES:
            known = last in vocabulary and atom in vocabulary
            if (last + atom) in vocabulary and not known:
                result[-1] = last + atom
                continue
        result.extend(split_word(atom, vocabulary) or [atom])
    return result


def spelled_memory(text: str) -> str:
    """A text with memory and storage as two sizes (`16gb 512gb` for 16+512, which a tidied text cannot tell)."""

    def apart(pair: re.Match[str]) -> str:
        memory, storage, unit = pair.groups()
        return f" {memory}gb {storage}{(unit or 'gb').lower()} "

    return MEMORY_PAIR.sub(apart, text)


def parts_of(text: str, vocabulary: Collection[str]) -> NameParts:
    """Take a name apart.

    Args:
        text: A name, or what is left of a customer's sentence without its other words.
        vocabulary: Known Latin words.
    """
    tidied = tidy(spelled_memory(text))
    for chinese, suffix in _CHINESE_SUFFIXES.items():
        tidied = tidied.replace(chinese, f" {suffix} ")
    key = fold(text)
    found = list(_SIZE.finditer(tidied))
    sizes = [match.group("number") for match in found]
    memories = frozenset(match.group("number") for match in found if _MEMORY_UNIT.fullmatch(match.group("unit")))
    tidied = _SIZE.sub(" ", tidied)
    sizes += [match.group()[:4] for match in _YEAR.finditer(tidied)]
    tidied = _YEAR.sub(" ", tidied)
    spelled = spell(tidied, vocabulary)
    codes = set()
    for left, right in pairwise(spelled):
        if left.isascii() and right.isascii() and left.isalpha() != right.isalpha():
            letters = left if left.isalpha() else right
            if len(letters) <= 2:
                codes.add(left + right)
    return NameParts(
        key=key,
        words=tuple(atom for atom in spelled if atom.isascii() and atom.isalpha()),
        numbers=tuple(atom for atom in spelled if atom[0].isdigit()),
        sizes=tuple(sizes),
        codes=frozenset(codes),
        chinese="".join(atom for atom in spelled if not atom.isascii()),
        memories=memories,
    )
