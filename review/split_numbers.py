"""Finds phone and identity card numbers written in parts: with spaces, dots, brackets, or partly in Chinese digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

#: Chinese digits, also those of cheques, as figures.
CHINESE_DIGITS = {
    **{character: str(number) for number, character in enumerate("零一二三四五六七八九")},
    **{character: str(number) for number, character in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": "0",
    "幺": "1",
    "貳": "2",
    "參": "3",
    "陸": "6",
}
_HAN = "".join(CHINESE_DIGITS)
_PART = rf"(?:[0-9]+|[{_HAN}]+)"
_RUN = re.compile(rf"(?<![A-Za-z0-9_-])[+(]*{_PART}(?:[ .()-]{{0,2}}{_PART})+[xX]?(?![A-Za-z0-9])")
_PARTS = re.compile(rf"{_PART}[xX]?")
_MOST_DIGITS = 18
_CHINA = ("86", "086", "0086")
_FIGURES = str.maketrans(CHINESE_DIGITS)
_MOBILE = re.compile(r"(?:0{0,2}86)?1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:0{0,2}86)?0[0-9]{9,11}")
_IDENTITY = re.compile(r"[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9xX]")


def split_numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Find such numbers.

    Args:
        text: What somebody wrote.

    Yields:
        Where a number begins, where it ends, and what it is: `phone` or `identity`.
    """
    for run in _RUN.finditer(text):
        parts = list(_PARTS.finditer(text, run.start(), run.end()))
        first = 0
        while first < len(parts):
            last, kind = _number(text, parts, first)
            if kind:
                yield parts[first].start() if first else run.start(), parts[last].end(), kind
            first = last + 1


def _number(text: str, parts: Sequence[re.Match[str]], first: int) -> tuple[int, str]:
    """The number that begins with a part: its last part and what it is, or that part and nothing."""
    figures = [parts[first][0].translate(_FIGURES)]
    between: set[str] = set()
    for last in range(first + 1, len(parts)):
        figures.append(parts[last][0].translate(_FIGURES))
        between.add(text[parts[last - 1].end() : parts[last].start()])
        if sum(map(len, figures)) > _MOST_DIGITS:
            break
        kind = _kind(figures, between, first == 0)
        if kind:
            return last, kind
    return first, ""


def _kind(figures: Sequence[str], between: set[str], at_start: bool) -> str:
    """What a number in parts is; prices and sizes beside each other (16 512 32 1024) are none."""
    written, first = "".join(figures), figures[0]
    if _IDENTITY.fullmatch(written):
        return "identity"
    in_order = len(between) == 1 and (between == {""} or all(len(part) == 1 for part in figures))
    if _MOBILE.fullmatch(written) and (in_order or len(first) in (3, 5) or first in _CHINA):
        return "phone"
    landline = at_start and _LANDLINE.fullmatch(written)
    return "phone" if landline and (in_order or len(first) in (3, 4) or first in _CHINA) else ""
