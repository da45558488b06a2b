"""Chinese numbers: how they are said, and what said numbers mean."""

from __future__ import annotations

import re

DIGITS = "零一二三四五六七八九"
_SIZES = ((10**8, "亿"), (10**4, "万"))
_STEPS = ((1000, "千"), (100, "百"), (10, "十"))
_VALUES = {char: value for value, char in enumerate(DIGITS)} | {"两": 2, "〇": 0, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百千万亿幺]+(?:点[零〇一二三四五六七八九]+)?")
#: Read as digits from so many on: 二零二六 and telephone numbers.
LEAST_DIGITS = 3


def said_number(digits: str) -> list[str]:
    """How a number is said.

    Args:
        digits: Digits, with a point where it has a fraction.

    Returns:
        Ways to say it, the commonest first.
    """
    whole, _, fraction = digits.partition(".")
    tail = "点" + spelled(fraction) if fraction else ""
    if len(whole) > 8 or (whole.startswith("0") and len(whole) > 1):
        return [spelled(whole) + tail]
    value = int(whole)
    plain = _cardinal(value)
    ways = [re.sub(r"二(?=[千万亿])", "两", plain) + tail, plain + tail]
    if len(whole) > 2 and not fraction:
        ways.append(spelled(whole))
    if re.fullmatch(r"[1-9][1-9]00+", whole) and value >= 1000:
        ways.append(re.sub(r"[百千]$", "", ways[0]))
    return list(dict.fromkeys(ways))


def spelled(digits: str) -> str:
    """Digits said one by one."""
    return "".join(DIGITS[int(digit)] for digit in digits)


def with_digits(text: str) -> str:
    """Put digits for the numbers of a text: 三千块 → 3000块; single digits stay words (一个)."""
    return _NUMBER.sub(lambda match: _read(match.group()) or match.group(), text)


def _read(words: str) -> str:
    whole, _, fraction = words.partition("点")
    if all(char in _VALUES for char in whole):
        if len(whole) >= LEAST_DIGITS or fraction:
            digits = "".join(str(_VALUES[char]) for char in whole)
            return digits + ("." + "".join(str(_VALUES[char]) for char in fraction) if fraction else "")
        return ""
    if re.search(r"[十百千万亿]{2}", re.sub(r"[十百千]万|万亿", "", whole)):
        return ""
    if whole[0] in "百千万亿" or whole == "十" or "幺" in whole:
        return "10" if whole == "十" else ""
    value = _value(whole)
    if value is None:
        return ""
    return str(value) + ("." + "".join(str(_VALUES[char]) for char in fraction) if fraction else "")


def _value(words: str) -> int | None:
    for size, char in _SIZES:
        head, found, tail = words.partition(char)
        if found:
            first, rest = _value(head), _tail(tail, size)
            return None if first is None or rest is None else first * size + rest
    total, at, step = 0, 0, 10_000
    while at < len(words):
        char = words[at]
        if char == "零" or char == "〇":
            at, step = at + 1, 10
            continue
        digit = _VALUES.get(char)
        if digit is None:
            digit, at = 1, at - 1
        unit = _UNITS.get(words[at + 1]) if at + 1 < len(words) else None
        if unit is None:
            if at + 1 < len(words):
                return None
            # 两千五 is 2500, 十五 is 15, 一百零五 is 105.
            last = step // 10 if total and step > 10 else 1
            return total + digit * last
        total, at, step = total + digit * unit, at + 2, unit
    return total


def _tail(words: str, size: int) -> int | None:
    if not words:
        return 0
    if len(words) == 1 and words in _VALUES and words != "零":
        return _VALUES[words] * size // 10
    return _value(words)


def _cardinal(value: int) -> str:
    if value == 0:
        return DIGITS[0]
    for size, char in _SIZES:
        if value >= size:
            head, rest = divmod(value, size)
            gap = DIGITS[0] if 0 < rest < size // 10 else ""
            return _cardinal(head) + char + gap + (_cardinal(rest) if rest else "")
    text, pending = "", False
    for step, char in _STEPS:
        digit, value = divmod(value, step)
        if digit:
            text += (DIGITS[0] if pending and text else "") + DIGITS[digit] + char
            pending = False
        else:
            pending = True
    if value:
        text += (DIGITS[0] if pending and text else "") + DIGITS[value]
    return re.sub(r"^一十", "十", text)
