"""Other pitches: what they do to a sound, and when a recogniser tries them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from speech.adapt.model_folder import ModelFolder
from speech.audio.pitch import with_pitch
from speech.contract import SAMPLE_RATE_HZ, Audio
from speech.engines import sphinx
from tests.speech.test_models_in_use import publish


def tone(hertz: float) -> Audio:
    times = np.arange(SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    return Audio(np.round(10_000 * np.sin(2 * np.pi * hertz * times)).astype(np.int16), 1.0, "wav", narrow=True)


def pitch_of(samples: np.ndarray) -> float:
    """The strongest frequency, in hertz."""
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * SAMPLE_RATE_HZ / len(samples))


@pytest.mark.parametrize("factor", [0.86, 0.9, 1.06])
def test_a_tone_is_moved_and_stays_as_loud(factor: float):
    audio = with_pitch(tone(1000), factor)
    assert pitch_of(audio.samples) == pytest.approx(1000 * factor, abs=1)
    assert audio.samples.std() == pytest.approx(tone(1000).samples.std(), rel=0.01)
    assert audio.samples.dtype == np.int16
    assert (audio.duration, audio.container, audio.narrow) == (1.0, "wav", True)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_sound_can_be_moved(count: int):
    assert len(with_pitch(Audio(np.zeros(count, np.int16), 0.0), 0.9).samples) <= 2


@pytest.mark.parametrize(
    ("hertz", "text", "confidence", "times", "others"),
    [(900, "HELLO", 0.9, 1, []), (957.5, "HELLO", 0.9, 2, ["yellow"]), (400, "YELLOW", 0.2, 2, [])],
)
def test_an_unsure_recogniser_listens_in_other_pitches(
    hertz: int,
    text: str,
    confidence: float,
    times: int,
    others: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
):
    heard: list[float] = []

    class Decoder:
        """Knows one voice, at 900 Hz."""

        def __init__(self, **options: Any) -> None:
            pass

        start_utt = end_utt = lambda self: None
        nbest = lambda self: []  # noqa: E731

        def process_raw(self, samples: bytes, full_utt: bool) -> None:
            heard.append(pitch_of(np.frombuffer(samples, np.int16)))

        def _knows(self) -> bool:
            return abs(heard[-1] - 900) < 5

        def hyp(self) -> SimpleNamespace:
            return SimpleNamespace(hypstr="hello" if self._knows() else "yellow", score=0.5 if self._knows() else 0.1)

        def seg(self) -> list[SimpleNamespace]:
            return [SimpleNamespace(word=self.hyp().hypstr, prob=0.9 if self._knows() else 0.2)]

    monkeypatch.setattr("pocketsphinx.Decoder", Decoder)
    publish(ModelFolder(tmp_path, "en"), "hello")
    found = sphinx.SphinxRecognizer(tmp_path).recognize(tone(hertz), "en")
    assert (found.text.upper(), found.confidence, len(heard)) == (text, confidence, times)
    assert [other.text for other in found.alternatives] == others
