"""English numbers: how they are said, and what said numbers mean."""

from __future__ import annotations

from collections.abc import Sequence

Words = tuple[str, ...]

UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
LARGEST = 10**12

_VALUES = {word: value for value, word in enumerate(UNITS)} | {
    word: 10 * value for value, word in enumerate(TENS) if value > 1
}
_SCALE_VALUES = {word: value for value, word in SCALES}
_DIGITS = {word: str(value) for value, word in enumerate(UNITS[:10])} | {"oh": "0", "o": "0"}


def cardinal(value: int, with_and: bool = False) -> Words:
    """A whole number in words.

    Args:
        value: From 0 to below `LARGEST`.
        with_and: Whether "and" stands before the last two digits ("one hundred and five").

    Returns:
        The words.
    """
    if value < 20:
        return (UNITS[value],)
    if value < 100:
        return (TENS[value // 10], *((UNITS[value % 10],) if value % 10 else ()))
    if value < 1000:
        rest = cardinal(value % 100) if value % 100 else ()
        return (UNITS[value // 100], "hundred", *(("and",) if with_and and rest else ()), *rest)
    for size, word in SCALES:
        if value >= size:
            head, left = divmod(value, size)
            tail = cardinal(left, with_and) if left else ()
            join = ("and",) if with_and and 0 < left < 100 else ()
            return (*cardinal(head, with_and), word, *join, *tail)
    raise ValueError(value)


def spelled(digits: str, zero: str = "zero") -> Words:
    """Digits said one by one.

    Args:
        digits: Digits only.
        zero: How a zero is said.

    Returns:
        The words.
    """
    return tuple(zero if digit == "0" else UNITS[int(digit)] for digit in digits)


def ways_to_say(digits: str) -> list[Words]:
    """The ways in which people say a number without a fraction, the commonest first.

    Args:
        digits: Digits only.

    Returns:
        Different ways.
    """
    if len(digits) > 6 or (digits.startswith("0") and len(digits) > 1):
        return [spelled(digits), spelled(digits, "oh")] if "0" in digits else [spelled(digits)]
    value = int(digits)
    ways = [cardinal(value)]
    if value > 100 and cardinal(value, True) != ways[0]:
        ways.append(cardinal(value, True))
    if 100 <= value < 200 or 1000 <= value < 2000:
        ways += [("a", *way[1:]) for way in ways if way[0] == "one"]
    if len(digits) in (3, 4) and value % 1000:
        ways += _in_pairs(digits)
    if len(digits) >= 2 and value > 20:
        ways.append(spelled(digits))
    return list(dict.fromkeys(ways))


def _in_pairs(digits: str) -> list[Words]:
    head, tail = digits[:-2], digits[-2:]
    if head.startswith("0") or (len(digits) == 4 and head[1] == "0" and tail[0] == "0"):
        return []
    if tail == "00":
        return [(*cardinal(int(head)), "hundred")]
    if tail[0] == "0":
        return [(*cardinal(int(head)), "oh", UNITS[int(tail[1])])]
    return [(*cardinal(int(head)), *cardinal(int(tail)))]


def read_digits(words: Sequence[str], start: int) -> tuple[str, int]:
    """Read digits that were said one by one.

    Args:
        words: What was said.
        start: Where to begin.

    Returns:
        The digits and the position after them; no digits where none stand there.
    """
    at = start
    digits = ""
    while at < len(words):
        word = words[at]
        if word in _DIGITS and (word != "o" or digits):
            digits, at = digits + _DIGITS[word], at + 1
        elif word in ("double", "triple") and at + 1 < len(words) and words[at + 1] in _DIGITS:
            digits, at = digits + _DIGITS[words[at + 1]] * (2 if word == "double" else 3), at + 2
        else:
            break
    return digits, at


def read_number(words: Sequence[str], start: int) -> tuple[int | None, int]:
    """Read a number in words, also "twenty twenty four", "nine ninety" and "fifteen hundred".

    Args:
        words: What was said.
        start: Where to begin.

    Returns:
        The number and the position after it; None where no number stands there.
    """
    total, at, smallest, read_any = 0, start, LARGEST, False
    if words[start] == "a" and not (start + 1 < len(words) and words[start + 1] in ("hundred", *_SCALE_VALUES)):
        return None, start
    while at < len(words):
        part, after = _below_thousand(words, at)
        if part is None:
            break
        scale = _SCALE_VALUES.get(words[after], 0) if after < len(words) else 0
        if scale >= smallest or (read_any and smallest <= part):
            break
        total, at, smallest, read_any = total + part * (scale or 1), after + bool(scale), scale or 1, True
        if smallest == 1:
            break
        if at + 1 < len(words) and words[at] == "and" and _below_thousand(words, at + 1)[0] is not None:
            at += 1
    if not read_any:
        return None, start
    return total, at


def _below_thousand(words: Sequence[str], start: int) -> tuple[int | None, int]:
    if words[start] == "a" and start + 1 < len(words) and words[start + 1] in ("hundred", *_SCALE_VALUES):
        value, at = 1, start + 1
    else:
        value_or_none, at = _below_hundred(words, start)
        if value_or_none is None:
            return None, start
        value = value_or_none
    if at < len(words) and words[at] == "hundred":
        value, at = value * 100, at + 1
        joined = at + 1 < len(words) and words[at] == "and"
        rest, after = _below_hundred(words, at + joined) if at + joined < len(words) else (None, at)
        return (value + rest, after) if rest else (value, at)
    paired, after = _pair(words, at) if value >= 10 or at - start == 1 else (None, at)
    if paired is not None and value:
        return value * 100 + paired, after
    return value, at


def _pair(words: Sequence[str], at: int) -> tuple[int | None, int]:
    if at + 1 < len(words) and words[at] in ("oh", "o") and _VALUES.get(words[at + 1], 10) < 10:
        return _VALUES[words[at + 1]], at + 2
    value, after = _below_hundred(words, at) if at < len(words) else (None, at)
    return (value, after) if value is not None and value >= 10 else (None, at)


def _below_hundred(words: Sequence[str], at: int) -> tuple[int | None, int]:
    value = _VALUES.get(words[at])
    if value is None:
        return None, at
    following = _VALUES.get(words[at + 1], 0) if at + 1 < len(words) else 0
    if value >= 20 and 0 < following < 10:
        return value + following, at + 2
    return value, at + 1
