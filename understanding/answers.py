"""Whether a message in free words is the answer asked for: an address, a name, or a mere yes or no."""

from __future__ import annotations

import re

from understanding.cues import cues, matcher, mentions

_SHORTEST_ADDRESS = 6  # characters
_MANY_PARTS = 3  # of an address, such as 市, 区 and 路, where there is no number
_LONGEST_NAME = 60  # characters of a name that is not a company's
_CJK = re.compile(r"[\u3400-\u9fff]")
_POSTCODE = re.compile(r"(?<!\d)\d{5,6}(?!\d)|(?<![a-z])[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}(?![a-z])")
_REFUSAL = re.compile(
    r"^\s*(?:不对|不是的|不是|错了|不|no|nope|wait|sorry)\s*[,，.。!！、\s]+"
    r"(?:(?:应该是|是|改成|改为|写|it should be|it's|it is|make it)\s*)?",
    re.IGNORECASE,
)
_TAX_NUMBER = re.compile(r"(?<![0-9a-z])[0-9a-z]{15,20}(?![0-9a-z])")


def is_only(text: str, cue: str) -> bool:
    """Tell whether a message says nothing but the words of a cue list (`refusals`, `assents`) and particles."""
    lowered = text.lower().replace("’", "'")
    without = matcher(cues()[cue]).sub(" ", lowered)
    return without != lowered and not re.search(r"\w", matcher(cues()["particles"]).sub(" ", without))


def is_question(text: str) -> bool:
    """Tell whether a message asks something."""
    return mentions(text, "questions")


def address_in(text: str) -> str | None:
    """The address that a message holds, without what leads to it (`改成`, "ship it to"); `None` where it is none."""
    lowered = text.lower()
    led = [match.end() for match in matcher(cues()["address_follows"]).finditer(lowered)]
    for start in [*reversed(led), 0] if len(lowered) == len(text) else [0]:
        candidate = text[start:].strip(" ,，:：。.是为到to").strip() if start else text.strip()
        if _looks_like_address(candidate):
            return candidate
    return None


def _looks_like_address(text: str) -> bool:
    lowered = text.lower()
    if len(text) < _SHORTEST_ADDRESS or is_question(text) or mentions(text, "this_order"):
        return False
    words = cues()["address_words"]
    numbered = re.search(r"\d|[一二三四五六七八九十百]+[号楼栋幢座室层]", lowered) is not None
    if _CJK.search(text):
        parts = {match[0] for match in matcher(words["zh"]).finditer(lowered)}
        return len(parts) >= (1 if numbered else _MANY_PARTS)
    english = matcher(words["en"]).search(lowered) is not None or _POSTCODE.search(lowered) is not None
    return numbered and english and len(re.findall(r"[a-z]{2,}", lowered)) >= 2


def looks_like_company(text: str) -> bool:
    """Tell whether a message gives a company's name or tax number, and no wish."""
    named = mentions(text, "company_words") or _TAX_NUMBER.search(text.lower()) is not None
    return named and not mentions(text, "wishes") and not is_question(text)


def looks_like_name(text: str) -> bool:
    """Tell whether a message may be a name: short, no wish, no question."""
    return len(text) <= _LONGEST_NAME and not mentions(text, "wishes") and not is_question(text)


def without_refusal(text: str) -> str:
    """What follows a no: `不对，是张三` gives 张三."""
    return _REFUSAL.sub("", text).strip()


def colours(text: str) -> list[str]:
    """Colours that a message names, as keys of the cue list."""
    lowered = text.lower()
    return [str(name) for name, words in cues()["colours"].items() if matcher(words["said"]).search(lowered)]


def has_colour(written: str, colour: str) -> bool:
    """Tell whether a product's list of colours has one.

    Args:
        written: The list as the shop wrote it, in both languages.
        colour: As `colours` gives it.
    """
    return any(str(word) in written.lower() for word in cues()["colours"][colour]["written"])


def compared_properties(text: str) -> list[str]:
    """Properties that a comparison asks about ("which is lighter"): ids of specifications, or `price`."""
    lowered = text.lower()
    return [str(name) for name, words in cues()["comparatives"].items() if matcher(words).search(lowered)]
