from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.pipeline import fallback_thresholds
from evaluation.readings import Reading
from evaluation.thresholds import Trial
from tests.evaluation.readings import reading


def clear_cut() -> list[Reading]:
    """Wrong below 0.5, right above 0.7."""
    right = [reading(f"r{n}", "greet", confidence=0.7 + 0.003 * n, second=0.01) for n in range(90)]
    wrong = [reading(f"w{n}", "greet", "thank", 0.2 + 0.006 * n, second=0.01) for n in range(50)]
    return right + wrong


def test_a_clear_gap_is_found():
    choice = Trial(clear_cut()).choose()
    assert 0.49 <= choice.threshold <= 0.7
    assert (choice.outcome.wrong, choice.outcome.needless) == (0.0, 0.0)
    assert choice.spread[0][0] <= choice.threshold <= choice.spread[0][1]


def test_the_choice_is_the_same_every_time():
    assert Trial(clear_cut()).choose() == Trial(clear_cut()).choose()


def test_close_calls_are_caught_by_the_ambiguity():
    close = [reading(f"c{n}", "greet", "thank", 0.48, second=0.44) for n in range(40)]
    clear = [reading(f"s{n}", "greet", confidence=0.46, second=0.1) for n in range(60)]
    choice = Trial(close + clear).choose()
    assert choice.threshold < 0.46 and 0.04 < choice.ambiguity < 0.36
    assert (choice.outcome.wrong, choice.outcome.needless) == (0.0, 0.0)


def test_needless_questions_stay_below_their_limit():
    mixed = [reading(f"w{n}", "greet", "thank", 0.6) for n in range(50)]
    mixed += [reading(f"r{n}", "greet", confidence=0.5) for n in range(50)]
    assert Trial(mixed).choose().outcome.needless <= 0.02
    assert Trial(mixed).choose(most_needless=1.0).outcome.needless > 0.02


def test_wrong_answers_that_cost_more_make_it_more_careful():
    mixed = [reading(f"w{n}", "greet", "thank", 0.3 + 0.01 * n) for n in range(40)]
    mixed += [reading(f"r{n}", "greet", confidence=0.4 + 0.01 * n) for n in range(60)]
    chosen = [Trial(mixed, cost).choose(most_needless=1.0).threshold for cost in (0.5, 10)]
    assert chosen[0] < chosen[1]


def test_out_of_scope_is_caught_by_declining_or_asking_back():
    trial = Trial(
        [
            reading("a", "out_of_scope"),
            reading("b", "out_of_scope", "greet", 0.3),
            reading("c", "out_of_scope", "greet"),
        ]
    )
    assert trial.outcome(0.0, 0.0).caught == pytest.approx(1 / 3)
    assert trial.outcome(0.5, 0.0).caught == pytest.approx(2 / 3)


def test_the_thresholds_of_a_configuration_are_read(tmp_path: Path):
    config = tmp_path / "config.yml"
    config.write_text("pipeline:\n- name: FallbackClassifier\n  threshold: 0.45\n", encoding="utf-8")
    assert fallback_thresholds(config) == (0.45, 0.1)
    config.write_text("pipeline:\n- name: SpacyTokenizer\n", encoding="utf-8")
    assert fallback_thresholds(config) is None
