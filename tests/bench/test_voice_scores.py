"""Counting wrong words, and what the voice benchmark calls good."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pytest

from bench.voice import limits_missed, people_report
from bench.voice_scores import Clip, Wording, listen, summary, word_errors
from speech.contract import Audio, NothingHeard, Transcript
from speech.settings import VoiceSettings

WORDS = {"phones", "under", "airpods", "air", "pods", "in", "stock"}


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("a b c", "a b c", 0),
        ("a b c", "a c", 1),
        ("a b", "a x b y", 2),
        ("a b", "", 2),
        ("", "a", 1),
        ("a b", "b a", 2),
    ],
)
def test_word_errors(said: str, heard: str, errors: int):
    assert word_errors(said.split(), heard.split()) == errors


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("phones under fifteen hundred dollars", "phones under $1500"),
        ("AirPods in stock?", "airpods in stock"),
        ("phones under 1,500 dollars", "phones under one thousand five hundred dollars"),
    ],
)
def test_spellings_of_the_same_words_are_the_same(one: str, other: str):
    wording = Wording(WORDS.__contains__)
    assert wording.words(one) == wording.words(other)


class Parrot:
    """Says for every recording what was prepared; nothing where that is empty."""

    name = "parrot"

    def __init__(self, *texts: str) -> None:
        self._texts = iter(texts)

    def recognize(self, audio: Audio, language: str) -> Transcript:
        text = next(self._texts)
        if not text:
            raise NothingHeard("silence")
        return Transcript(text, language, 1.0, audio.duration, self.name)


def test_rates_are_by_word_and_by_voice():
    audio = Audio(np.zeros(16_000, np.int16), 1.0)
    clips = [Clip("phones in stock", "a", audio), Clip("airpods", "b", audio)]
    rates = summary(listen(clips, Parrot("phones in stock", ""), Wording(WORDS.__contains__)))
    assert rates["word_error_rate"] == 25.0
    assert rates["by_voice"] == {"a": 0.0, "b": 100.0}
    assert rates["without_an_error"] == 1


GOOD = {
    "questions": 150,
    "adapted": {"word_error_rate": 12.0, "real_time_factor": 0.2},
    "times_fewer_errors": 5.0,
    "intents": {"right_percent": 90.0, "same_as_typed_percent": 90.0},
    "read_speech": {"good": True},
    "chinese": {"good": True},
}


def test_what_is_asked_for_is_good():
    assert list(limits_missed(GOOD)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"questions": 149},
        {"adapted": {"word_error_rate": 12.1, "real_time_factor": 0.2}},
        {"adapted": {"word_error_rate": 12.0, "real_time_factor": 0.21}},
        {"times_fewer_errors": 4.9},
        {"intents": {"right_percent": 90.0, "same_as_typed_percent": 89.9}},
        {"intents": {"right_percent": 89.9, "same_as_typed_percent": 90.0}},
        {"read_speech": {"good": False}},
        {"chinese": {"good": False}},
    ],
)
def test_every_limit_counts(change: dict[str, object]):
    assert len(list(limits_missed({**GOOD, **change}))) == 1


@pytest.mark.parametrize("part", ["intents", "read_speech", "chinese"])
def test_what_was_not_measured_is_no_kept_limit(part: str):
    report = {key: value for key, value in GOOD.items() if key != part}
    assert [part in missed for missed in limits_missed(report)] == [True]


def test_missing_recordings_are_told_in_words(tmp_path: Path):
    options = argparse.Namespace(clips=tmp_path / "speech", chinese_model=str(tmp_path / "zh"))
    report = people_report(options, VoiceSettings(models=tmp_path))
    missed = list(limits_missed({**GOOD, **report}))
    assert len(missed) == 2
    assert all(str(tmp_path / "speech") in sentence and "BENCH_DATA" in sentence for sentence in missed)


def test_a_missing_chinese_model_is_told_in_words(tmp_path: Path):
    (tmp_path / "transcripts.tsv").write_text("file\ttext\n", encoding="utf-8")
    options = argparse.Namespace(clips=tmp_path, chinese_model=str(tmp_path / "zh"))
    report = people_report(options, VoiceSettings(models=tmp_path))
    assert str(tmp_path / "zh") in report["chinese"]["missing"]
