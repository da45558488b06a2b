"""Finds postal addresses in Chinese and English text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_H = "\u4e00-\u9fff"
_NUMBER = "[0-9一二三四五六七八九十百]{1,5}"
_DOOR = rf"(?:{_NUMBER}\s?(?:号院|号楼|号|號|弄|栋|幢|座|单元|室|楼|樓|层|層)|[A-Za-z]座|[0-9]{{2,5}})"
_INSIDE = rf"(?:[ ,，]?[A-Za-z{_H}]{{0,12}}?[0-9A-Za-z]{{1,5}}\s?(?:号院|号楼|栋|幢|座|单元|室|楼|樓|层|層))"
#: A street or estate with a number behind it; what stands in front of it is found by `_begin`.
_ZH_STREET = re.compile(
    r"(?:大道|街道|路|街|巷|弄|胡同|村|小区|花园|家园|大厦|广场|公寓|苑)"
    rf"[东西南北中]?[段区期]?\s?{_DOOR}(?:[ ,，-]?{_DOOR}){{0,4}}{_INSIDE}{{0,4}}"
)
_ZH_REGION = re.compile(
    rf"[{_H}]{{2,3}}(?:省|自治区)[{_H}]{{2,7}}?[市州盟][{_H}]{{1,7}}?[区县市旗][{_H}0-9A-Za-z]{{0,30}}"
)
_CITIES = (
    "北京|上海|天津|重庆|重慶|广州|深圳|杭州|南京|苏州|成都|武汉|西安|长沙|郑州|青岛|济南|宁波|无锡|合肥|福州|厦门|南昌|昆明|贵阳|南宁"
    "|海口|三亚|太原|石家庄|沈阳|大连|长春|哈尔滨|呼和浩特|兰州|西宁|银川|乌鲁木齐|拉萨|佛山|东莞|珠海|中山|惠州|温州|嘉兴|绍兴|金华"
    "|常州|南通|徐州|扬州|烟台|潍坊|泉州|香港|澳门|台北|臺北|新北|桃园|台中|台南|高雄"
)
#: A city and its district with a street or estate; a number need not be there.
_ZH_DISTRICT = re.compile(
    rf"(?:(?:{_CITIES})市?|[{_H}]{{2,4}}(?<![超城上夜门股都])市)(?:(?![的地郊])[{_H}]){{1,5}}[区區县縣]"
    rf"(?:(?!的)[{_H}]){{1,8}}?(?:大道|街道|路(?![由线過过])|街|巷|胡同|小区|花园|家园|新村|公寓|[一二三四五六七八九十0-9][区區村里])"
    rf"(?:\s?{_DOOR})*{_INSIDE}{{0,4}}"
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
_WORD = rf"(?!(?:{_SMALL})\b)[a-z][\w'’.-]{{0,20}}"
_OTHER = "drive|dr|way|court|ct|place|pl|square|sq|close|park|row|hill|gardens|terrace|crescent"
_EN_STREET = re.compile(
    rf"\b(?:{_ROOM}{{1,3}}(?:{_HOUSE})?|{_HOUSE})(?:(?:{_WORD}|\d{{1,3}}(?:st|nd|rd|th))\s+){{1,4}}"
    rf"(?:street|st|road|rd|avenue|ave|lane|boulevard|blvd|highway)\b\.?(?:\s\d{{1,5}}\b)?{_TAIL}",
    re.IGNORECASE,
)
#: These words mean other things as well: only with a flat and a house, or with capitals.
_EN_FLAT = re.compile(rf"\b{_ROOM}{{1,3}}{_HOUSE}(?:{_WORD}\s+){{1,3}}(?:{_OTHER})\b\.?{_TAIL}", re.IGNORECASE)
_EN_OTHER = re.compile(
    rf"\b\d{{1,5}}[A-Za-z]?,?\s+(?:{_CAPITAL}\s+){{1,3}}"
    rf"(?:{_OTHER.title()})\b\.?{_TAIL}"
)
_EN_BOX = re.compile(r"\bP\.?\s?O\.?\s?Box\s?#?\d{1,6}\b", re.IGNORECASE)
_DE_STREET = re.compile(
    r"\b[A-ZÄÖÜ][a-zäöüß-]{1,30}(?:straße|strasse|str\.|weg|platz|allee|gasse)\s\d{1,4}\s?[a-z]?\b"
    r"(?:,?\s\d{5}\s[A-ZÄÖÜ][a-zäöüß]+)?"
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
    for match in _ZH_DISTRICT.finditer(text):
        yield _begin(text, match.start() + 1), match.end()
    for pattern in (_EN_STREET, _EN_FLAT, _EN_OTHER, _EN_BOX, _DE_STREET):
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
