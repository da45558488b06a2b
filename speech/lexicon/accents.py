"""Other accents of English: how words of the (American) CMU dictionary are said in Britain."""

from __future__ import annotations

from collections.abc import Iterable

from speech.lexicon.alignment import Phones

_VOWELS = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])


def british(sounds: Phones) -> Phones:
    """A pronunciation without the r that is only said before vowels, and with an open a.

    Source: J. C. Wells, "Accents of English" (1982), on R-dropping, lettER and TRAP.

    Args:
        sounds: Of the CMU dictionary.
    """
    said: list[str] = []
    for place, sound in enumerate(sounds):
        before_vowel = place + 1 < len(sounds) and sounds[place + 1] in _VOWELS
        if sound == "R" and place and sounds[place - 1] in _VOWELS and not before_vowel:
            continue
        if sound == "ER":
            said += ["AH", "R"] if before_vowel else ["AH"]
        else:
            said.append("AA" if sound == "AE" else sound)
    return tuple(said)


def received(sounds: Phones) -> Phones:
    """A pronunciation without the r, with the rounded vowel of "lot" and the long one of "first".

    Source: J. C. Wells, "Accents of English" (1982), on R-dropping, LOT and NURSE in Received Pronunciation.

    Args:
        sounds: Of the CMU dictionary.
    """
    stressed = sum(sound in _VOWELS for sound in sounds) == 1  # the dictionary does not tell which, but of one it is
    said: list[str] = []
    for place, sound in enumerate(sounds):
        following = sounds[place + 1] if place + 1 < len(sounds) else ""
        if sound == "R" and place and sounds[place - 1] in _VOWELS and following not in _VOWELS:
            continue
        if sound == "ER" and not stressed:
            said += ["AH", "R"] if following in _VOWELS else ["AH"]
        else:
            said.append("AO" if sound == "AA" and following != "R" else sound)
    return tuple(said)


def with_accents(ways: Iterable[Phones]) -> list[Phones]:
    """Pronunciations of a word with those of other accents, each once."""
    ways = list(ways)
    return list(dict.fromkeys([*ways, *map(british, ways), *map(received, ways)]))
