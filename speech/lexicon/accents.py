"""Other accents of English: how words of the (American) CMU dictionary are said in Britain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from speech.lexicon.alignment import Phones

_VOWELS = frozenset(["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"])


def british(sounds: Phones) -> Phones:
    """A pronunciation without the r that is only said before vowels, and with an open a.

    Source: J. C. Wells, "Accents of English" (1982), on R-dropping, lettER and TRAP.

    Args:
        sounds: Of the CMU dictionary.
    """
    return _without_r(sounds, {"AE": "AA"})


def received(sounds: Phones) -> Phones:
    """A pronunciation without the r, with the rounded vowel of "lot" and the long one of "first".

    Source: J. C. Wells, "Accents of English" (1982), on R-dropping, LOT and NURSE in Received Pronunciation.

    Args:
        sounds: Of the CMU dictionary.
    """
    only_vowel = sum(sound in _VOWELS for sound in sounds) == 1  # which of several is stressed, nobody tells
    return _without_r(sounds, {"AA": "AO"}, long_er=only_vowel)


def _without_r(sounds: Phones, vowels: Mapping[str, str], long_er: bool = False) -> Phones:
    said: list[str] = []
    for place, sound in enumerate(sounds):
        following = sounds[place + 1] if place + 1 < len(sounds) else ""
        if sound == "R" and place and sounds[place - 1] in _VOWELS and following not in _VOWELS:
            continue
        if sound == "ER" and not long_er:
            said += ["AH", "R"] if following in _VOWELS else ["AH"]
        elif sound == "AA" and following == "R":
            said.append(sound)  # "car" is not "lot"
        else:
            said.append(vowels.get(sound, sound))
    return tuple(said)


def with_accents(ways: Iterable[Phones]) -> list[Phones]:
    """Pronunciations of a word with those of other accents, each once."""
    ways = list(ways)
    return list(dict.fromkeys([*ways, *map(british, ways), *map(received, ways)]))
