"""Words of the American dictionary as they are said in Britain."""

from __future__ import annotations

import pytest

from speech.lexicon.accents import british, received, with_accents


@pytest.mark.parametrize(
    ("american", "said"),
    [
        ("AO R D ER", "AO D AH"),  # order
        ("V EH R IY", "V EH R IY"),  # very
        ("R IY F AH N D", "R IY F AH N D"),  # refund
        ("W ER AY", "W AH R AY"),  # a vowel follows
        ("K AE N S AH L", "K AA N S AH L"),  # cancel
        ("P R AY S", "P R AY S"),  # price
    ],
)
def test_british(american: str, said: str) -> None:
    assert " ".join(british(tuple(american.split()))) == said


@pytest.mark.parametrize(
    ("american", "said"),
    [
        ("AO R D ER", "AO D AH"),  # order
        ("W ER K S", "W ER K S"),  # works
        ("M EH M ER IY", "M EH M AH R IY"),  # memory: a vowel follows
        ("S T AA K", "S T AO K"),  # stock
        ("K AA R", "K AA"),  # car
        ("K AE N S AH L", "K AE N S AH L"),  # cancel
    ],
)
def test_received(american: str, said: str) -> None:
    assert " ".join(received(tuple(american.split()))) == said


def test_every_way_once() -> None:
    assert with_accents([("F", "OW", "N")]) == [("F", "OW", "N")]
    assert with_accents([("K", "AA", "R")]) == [("K", "AA", "R"), ("K", "AA")]
