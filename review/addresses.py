"""Finds postal addresses in Chinese and English text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_H = "\u4e00-\u9fff"
_NUMBER = "[0-9一二三四五六七八九十百]{1,5}"
_DOOR = rf"(?:{_NUMBER}\s?(?:号院|号楼|号|弄|栋|幢|座|单元|室|楼|层)|[A-Za-z]座|[0-9]{{2,5}})"
_INSIDE = rf"(?:[ ,，]?[A-Za-z{_H}]{{0,12}}?[0-9A-Za-z]{{1,5}}\s?(?:号院|号楼|栋|幢|座|单元|室|楼|层))"
#: A street or estate with a number behind it; what stands in front of it is found by `_begin`.
_ZH_STREET = re.compile(
    r"(?:大道|街道|路|街|巷|弄|胡同|村|小区|花园|家园|大厦|广场|公寓|苑)"
    rf"[东西南北中]?[段区期]?\s?{_DOOR}(?:[ ,，-]?{_DOOR}){{0,4}}{_INSIDE}{{0,4}}"
)
_ZH_REGION = re.compile(
    rf"[{_H}]{{2,3}}(?:省|自治区)[{_H}]{{2,7}}?[市州盟][{_H}]{{1,7}}?[区县市旗][{_H}0-9A-Za-z]{{0,30}}"
)
_LONGEST_FRONT = 30  # characters from the beginning of a Chinese address to its street
_FRONT = re.compile(rf"[{_H}0-9A-Za-z]*\Z")
#: Words in front of an address that do not belong to it.
_LEAD = re.compile(
    "送到|寄到|发到|改到|换到|送去|寄去|地址是|地址为|地址|改成|改为|换成|录一下|加一个|我住在|住在|我住|我在|家在|就在|[寄送在到是给]"
)
_SMALL = (
    "days|weeks|hours|months|years|items|pieces|times|of|the|on|in|to|for|and|is|are|was|my|your|it|this|that|i|you|or|a|an"
    "|at|with|gb|tb|inch"
)
_CAPITAL = "[A-Z][A-Za-z'’-]+"
_CITY = "[A-Z][a-z][A-Za-z'’-]*"
_ROOM = r"(?:(?:flat|apt|apartment|unit|suite|room|building|floor|tower)\s*#?(?:\d\w{0,4}|[a-z]),?\s+)"
_HOUSE = r"\d{1,5}[a-z]?,?\s+"
_TAIL = (
    rf"(?:,?\s*(?:apt|apartment|unit|suite|floor|flat|#)\s*\w{{1,5}})?"
    rf"(?-i:(?:,\s*{_CITY}(?:\s{_CITY})?){{0,3}}(?:,?\s(?:[A-Z]{{2}}\s)?\d{{4,5}}(?:-\d{{4}})?"
    r"|,?\s[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|\s\d{1,2}(?!\d))?)"
)
_EN_STREET = re.compile(
    rf"\b(?:{_ROOM}{{1,3}}(?:{_HOUSE})?|{_HOUSE})(?:(?!(?:{_SMALL})\b)[a-z][\w'’.-]{{0,20}}\s+){{1,4}}"
    rf"(?:street|st|road|rd|avenue|ave|lane|boulevard|blvd|highway)\b\.?(?:\s\d{{1,5}}\b)?{_TAIL}",
    re.IGNORECASE,
)
#: These words mean other things as well: only with capitals.
_EN_OTHER = re.compile(
    rf"\b\d{{1,5}}[A-Za-z]?,?\s+(?:{_CAPITAL}\s+){{1,3}}"
    rf"(?:Drive|Dr|Way|Court|Ct|Place|Pl|Square|Sq|Close|Park|Row|Hill|Gardens|Terrace|Crescent)\b\.?{_TAIL}"
)


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Find addresses.

    Args:
        text: What somebody wrote.

    Yields:
        Where an address begins and where it ends; several may overlap.
    """
    for match in _ZH_STREET.finditer(text):
        yield _begin(text, match.start()), match.end()
    for match in _ZH_REGION.finditer(text):
        yield _begin(text, match.start() + 1), match.end()
    for pattern in (_EN_STREET, _EN_OTHER):
        for match in pattern.finditer(text):
            yield match.span()


def _begin(text: str, street: int) -> int:
    """Where a Chinese address begins whose street begins at a place: after the last word that leads to it."""
    window = text[max(0, street - _LONGEST_FRONT) : street]
    front = _FRONT.search(window)
    begin = street - len(front[0]) if front else street
    for lead in _LEAD.finditer(text, begin, street):
        if lead.end() < street:
            begin = lead.end()
    return begin
