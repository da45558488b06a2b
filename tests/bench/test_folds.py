from __future__ import annotations

from collections import Counter

from bench.folds import FOLDS, folds
from bench.language_scores import written_in
from bench.own_content import EXAMPLES, own_folds
from evaluation.readings import read_sentences


def test_every_sentence_is_tested_once_and_strata_are_spread_evenly():
    strata = ["a"] * 23 + ["b"] * 4 + ["c"] * 50 + ["d"]
    parts = folds(strata)
    assert sorted(place for part in parts for place in part) == list(range(len(strata)))
    for stratum in "abcd":
        counts = [sum(strata[place] == stratum for place in part) for part in parts]
        assert max(counts) - min(counts) <= 1
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_strata_of_one_do_not_all_go_into_the_first_fold():
    assert [len(part) for part in folds(range(10))] == [2] * FOLDS


def test_the_split_is_the_same_every_time_and_mixed():
    strata = ["a"] * 40
    assert folds(strata) == folds(strata)
    assert folds(strata)[0] != list(range(0, 40, FOLDS))


def test_the_content_is_split_by_intent_and_language():
    sentences = read_sentences(EXAMPLES)
    strata = {sentence: (sentence.intent, written_in(sentence)) for sentence in sentences}
    everything = Counter(strata[sentence] for sentence in sentences)
    for learned, tested in own_folds(sentences):
        assert len(learned) + len(tested) == len(sentences)
        assert not {s.text for s in learned} & {s.text for s in tested}
        for stratum, count in Counter(strata[sentence] for sentence in tested).items():
            assert abs(count - everything[stratum] / FOLDS) < 1
