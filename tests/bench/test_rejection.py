from __future__ import annotations

import pytest

from bench.rejection import choose_threshold, rejected
from evaluation.readings import OUT_OF_SCOPE
from tests.evaluation.readings import reading


def inside(confidence: float, *, right: bool = True):
    return reading("in", "greet", None if right else "thank", confidence)


def outside(confidence: float, *, known: bool = False):
    return reading("out", OUT_OF_SCOPE, None if known else "greet", confidence)


def test_a_clear_gap_is_split_in_its_middle():
    readings = [inside(0.9)] * 30 + [outside(0.3)] * 10
    assert choose_threshold(readings, 0.9, 0.6) == pytest.approx(0.6)


def test_the_limit_in_danger_decides():
    # Between 0.5 and 0.9 every step costs one sentence in scope and catches one out of scope.
    levels = [0.5 + 0.01 * number for number in range(40)]
    readings = [inside(level) for level in levels] + [outside(level) for level in levels]
    careful = choose_threshold(readings, 0.9, 0.2)
    eager = choose_threshold(readings, 0.2, 0.9)
    assert careful < 0.6 and eager > 0.75


def test_what_is_known_as_out_of_scope_needs_no_rejection():
    readings = [inside(0.5 + 0.005 * number) for number in range(80)] + [outside(0.9, known=True)] * 20
    assert choose_threshold(readings, 0.9, 0.6) < 0.5


def test_rejecting_replaces_what_the_pipeline_declined():
    declined = reading("in", "greet", confidence=0.8, declined=True)
    assert [each.declined for each in rejected([declined, inside(0.4)], 0.5)] == [False, True]
    assert not any(each.declined for each in rejected([declined, inside(0.0)], 0.0))
