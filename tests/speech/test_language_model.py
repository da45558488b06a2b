"""Smoothing: every distribution sums to one, also after a round through a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from speech.lm.arpa import read_arpa, write_arpa
from speech.lm.model import START, BackoffModel
from speech.lm.smoothing import train

SENTENCES = [
    ("where is my order", 1.0),
    ("where is my refund", 1.0),
    ("cancel my order please", 2.0),
    ("how much is the phone", 0.25),
    ("how much is my phone", 0.125),
    ("yes", 1.0),
    ("is it is it is", 1.0),
]


def model(order: int = 3) -> BackoffModel:
    return train([(tuple(text.split()), weight) for text, weight in SENTENCES], ["unheard"], order)


def contexts(made: BackoffModel) -> list[tuple[str, ...]]:
    seen = {gram[:-1] for table in made.probabilities for gram in table}
    return [*sorted(seen), ("unheard",), ("please", "where"), ("unheard", "is")]


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_probabilities_sum_to_one_after_every_context(order: int):
    made = model(order)
    words = made.vocabulary - {START}
    for context in contexts(made):
        assert sum(made.probability((*context, word)) for word in words) == pytest.approx(1.0, abs=1e-9), context


def test_backoff_weights_of_a_written_model_sum_to_one(tmp_path: Path):
    write_arpa(model(), tmp_path / "m.arpa")
    made = read_arpa(tmp_path / "m.arpa")
    words = made.vocabulary - {START}
    for context in contexts(made):
        assert sum(made.probability((*context, word)) for word in words) == pytest.approx(1.0, abs=1e-3), context
    assert not list(tmp_path.glob("*.part"))


def test_what_was_said_is_likelier_than_what_was_not():
    made = model()
    assert made.probability(("where", "is", "my")) > made.probability(("where", "is", "phone")) > 0
    assert made.probability(("unheard",)) > 0
    assert made.probability(("nonsense",)) == 0


def test_lower_orders_count_places_not_occurrences():
    # "francisco" is frequent, but only ever after "san": elsewhere it is not likely (Chen and Goodman).
    made = train([(("san", "francisco"), 50.0), (("a", "glass"), 1.0), (("the", "glass"), 1.0), (("my", "glass"), 1.0)])
    assert made.probability(("hello", "glass")) > made.probability(("hello", "francisco"))


def test_renormalise_repairs_backoffs():
    made = model()
    made.backoffs = dict.fromkeys(made.backoffs, 0.1)
    made.renormalise()
    words = made.vocabulary - {START}
    for context in contexts(made):
        assert sum(made.probability((*context, word)) for word in words) == pytest.approx(1.0, abs=1e-6), context


def test_nothing_to_learn_from_is_an_error():
    with pytest.raises(ValueError, match="at least one sentence"):
        train([])


def test_pocketsphinx_loads_what_we_write(tmp_path: Path):
    import pocketsphinx

    write_arpa(model(), tmp_path / "m.arpa")
    logmath = pocketsphinx.LogMath(1.0001)
    loaded = pocketsphinx.NGramModel(pocketsphinx.Config(), logmath, str(tmp_path / "m.arpa"))
    score = logmath.exp(loaded.prob(["my", "is", "where"]))  # the word first, then what stands before it, backwards
    assert score == pytest.approx(model().probability(("where", "is", "my")), rel=0.02)
