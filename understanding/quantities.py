"""How many pieces a message names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from understanding.cues import cues, matcher
from understanding.numbers import CHINESE_NUMERALS, NUMBER_WORDS, chinese_value, worded_value

NAME = "¤"  # stands where a product's name was taken out of a message: a number before it counts pieces

_WORD = "|".join(sorted({*NUMBER_WORDS, "hundred", "thousand"}, key=len, reverse=True))
_NUMBER = (
    r"(?:(?<![a-z0-9-])(?<!\d[.,])\d{1,5}(?![.,]?\d)"
    rf"|[{CHINESE_NUMERALS}]+"
    rf"|(?<![a-z-])(?:a\s+)?(?:{_WORD})(?:(?:[\s-]+|\s+and\s+)(?:{_WORD}))*(?![a-z]))"
)
_NOT = r"(?:不要|别要|不是|不买|不想要|没要|而不是|(?<![a-z])(?:not|don'?t want|instead of))\s*"
_REFUSED = re.compile(rf"{_NOT}{_NUMBER}|{_NUMBER}[^\d,，。;；]{{0,2}}(?:也|都)\s*(?:不|没|别)")
_NO_COUNT = re.compile(r"(?:[第#哪这那另每某]|另外|(?<![a-z])(?:no\.|number|option))\s*$")


def quantity(text: str) -> int | None:
    """How many pieces a message names: `两台`, `twenty two`, `3 pcs`, `改成5`.

    A number with a unit counts anywhere; one without only where the message says nothing else.

    Args:
        text: What the customer wrote, best without the names in it (see `NAME`).

    Returns:
        A number from 1, or `None` where there is none or it is refused (`一个也不要`).
    """
    plain = _accepted(text)
    counted = [match for match in _counted().finditer(plain) if not _NO_COUNT.search(plain[: match.start()])]
    if counted:
        return _value(counted[-1]["before"] or counted[-1]["behind"])
    return bare_number(text)


def bare_number(text: str) -> int | None:
    """The number that a message consists of, but for words such as "make it" and 改成; `None` where it says more."""
    plain = _accepted(text)
    numbers = [match for match in re.finditer(_NUMBER, plain) if not _NO_COUNT.search(plain[: match.start()])]
    if len(numbers) != 1:
        return None
    rest = plain[: numbers[0].start()] + " " + plain[numbers[0].end() :]
    said_more = re.search(r"[\w#%]", matcher(cues()["quantity_fillers"]).sub(" ", rest))
    return None if said_more else _value(numbers[0][0])


def _accepted(text: str) -> str:
    """The text without the numbers that it refuses ("three, not two")."""
    return _REFUSED.sub(" ", unicodedata.normalize("NFKC", text).lower().replace("’", "'"))


@lru_cache(maxsize=1)
def _counted() -> re.Pattern[str]:
    units = "|".join(sorted((re.escape(str(unit)) for unit in cues()["quantity_units"]), key=len, reverse=True))
    return re.compile(
        rf"(?P<before>{_NUMBER})\s*(?:[x×]\s*|of\s+)?(?:(?:{units})(?![a-z])|{NAME})"
        r"|(?<![a-z0-9])[x×]\s*(?P<behind>\d{1,5})(?![.,]?\d)"
    )


def _value(number: str) -> int | None:
    if number.isdigit() and number.isascii():
        return int(number) or None
    value = chinese_value(number) if number[0] in CHINESE_NUMERALS else worded_value(number)
    return int(value or 0) or None
