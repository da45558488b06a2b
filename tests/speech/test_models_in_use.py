"""Models as engines load them: the newest build, and one fitted to telephone bandwidth."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from speech.adapt.model_folder import Manifest, ModelFolder
from speech.audio.level import silence
from speech.contract import (
    Audio,
)
from speech.engines import sphinx
from speech.engines.narrow import narrow_transform
from speech.engines.sphinx_model import base_model
from speech.engines.writing import written
from tests.speech.sphinx_files import acoustic_model

AUDIO = Audio(silence(1), 1.0)


def publish(place: ModelFolder, words: str) -> None:
    """Put a build in place whose dictionary is a few words."""
    with place.building() as files:
        files.language_model.touch()
        files.dictionary.write_text(words)
        files.spellings.write_text(json.dumps({words: words.upper()}))
        place.publish(files, Manifest("en", 1, 1, "2026-01-01T00:00:00+00:00"))


def test_a_model_built_anew_is_heard_with_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    loaded: list[str] = []

    class Decoder:
        """Hears the words of its dictionary."""

        def __init__(self, **options: Any) -> None:
            loaded.append(Path(options["dict"]).read_text())
            self.said = loaded[-1]

        start_utt = end_utt = lambda self: None
        process_raw = lambda self, samples, full_utt: None  # noqa: E731
        seg = nbest = lambda self: []

        def hyp(self) -> SimpleNamespace:
            return SimpleNamespace(hypstr=self.said, score=0.5)

    monkeypatch.setattr("pocketsphinx.Decoder", Decoder)
    engine, place = sphinx.SphinxRecognizer(tmp_path), ModelFolder(tmp_path, "en")
    publish(place, "hello")
    assert [engine.recognize(AUDIO, "en").text for _ in range(2)] == ["HELLO", "HELLO"]
    publish(place, "goodbye")
    assert [engine.recognize(AUDIO, "en").text for _ in range(2)] == ["GOODBYE", "GOODBYE"]
    assert loaded == ["hello", "goodbye"]


@pytest.mark.parametrize("lines", ["-transform legacy\n-upperf 6800\n", "-transform dct\n-upperf 4000\n"])
def test_a_model_of_another_kind_or_of_telephone_bandwidth_stays_as_it_is(tmp_path: Path, lines: str):
    acoustic_model(tmp_path)
    (tmp_path / "feat.params").write_text(lines)
    with narrow_transform(tmp_path) as file:
        assert file is None


def test_a_model_is_fitted_to_telephone_bandwidth_by_a_file_that_does_not_stay():
    acoustic, _, _ = base_model("en", Path())
    with narrow_transform(acoustic) as file:
        assert file is not None
        lines = file.read_text().splitlines()
    assert not file.exists()
    assert lines[:3] == ["1", "3", "13"] and len(lines) == 2 + 3 * (1 + 13 + 2)
    assert all(np.isfinite(float(value)) for line in lines for value in line.split())


def test_words_are_written_as_the_newest_model_says(tmp_path: Path):
    place = ModelFolder(tmp_path, "en")
    for words in ("hello", "goodbye"):
        publish(place, words)
        assert written([words], "en", tmp_path) == words.upper()
