"""The transform that fits an acoustic model to normalised recordings."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from speech.adapt.spread import model_spreads, write_normalised
from speech.engines.sphinx_model import base_model
from tests.speech.sphinx_files import parameters


@pytest.fixture(scope="module")
def acoustic() -> Path:
    return base_model("en", Path("unused"))[0]


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_spread_of_a_mixture_is_within_and_between_its_parts(tmp_path: Path, order: str):
    parameters(tmp_path / "means", np.array([[-3.0, 0.0], [3.0, 0.0]]), order)
    parameters(tmp_path / "variances", np.array([[16.0, 4.0], [16.0, 4.0]]), order)
    assert model_spreads(tmp_path)[0] == pytest.approx([5.0, 2.0])


def test_damaged_parameters_are_an_error(tmp_path: Path):
    parameters(tmp_path / "means", np.ones((2, 3)))
    whole = (tmp_path / "means").read_bytes()
    parameters(tmp_path / "variances", np.ones((2, 4)))
    with pytest.raises(ValueError, match="belong together"):
        model_spreads(tmp_path)
    for damaged in (whole[:-4], whole[:20], b"", b"endhdr\n" + whole):
        (tmp_path / "means").write_bytes(damaged)
        with pytest.raises(ValueError, match=r"cut short|not a parameter file"):
            model_spreads(tmp_path)


def test_the_transform_brings_the_model_to_a_spread_of_one(acoustic: Path, tmp_path: Path):
    write_normalised(acoustic, tmp_path / "feat.params", tmp_path / "transform")
    lines = (tmp_path / "transform").read_text().split("\n")
    matrix = np.array([line.split() for line in lines[3:16]], float)
    assert lines[:3] == ["1", "3", "13"]
    assert np.count_nonzero(matrix) == 13
    assert np.diag(matrix) * model_spreads(acoustic)[0] == pytest.approx(np.ones(13), rel=1e-4)
    variances = np.array(lines[17].split(), float)
    assert variances == pytest.approx(np.diag(matrix) ** 2, rel=1e-4)


def test_the_front_end_keeps_what_is_not_changed(acoustic: Path, tmp_path: Path):
    write_normalised(acoustic, tmp_path / "feat.params", tmp_path / "transform")
    given, made = ((folder / "feat.params").read_text().split() for folder in (acoustic, tmp_path))
    assert made[made.index("-varnorm") + 1] == "yes"
    assert given[given.index("-upperf") + 1] == made[made.index("-upperf") + 1]


def test_pocketsphinx_takes_a_recording_however_far_its_sounds_lie_apart(acoustic: Path, tmp_path: Path):
    """Alignment scores of one sound and of the same sound with everything doubled in the cepstrum are nearly equal."""
    from pocketsphinx import Decoder

    write_normalised(acoustic, tmp_path / "feat.params", tmp_path / "transform")
    (tmp_path / "words.dict").write_text("yes Y EH S\n")
    (tmp_path / "words.arpa").write_text("\\data\\\nngram 1=3\n\n\\1-grams:\n-1\t<s>\n-1\t</s>\n-1\tyes\n\n\\end\\\n")
    files = {"hmm": str(acoustic), "dict": str(tmp_path / "words.dict"), "lm": str(tmp_path / "words.arpa")}
    normal = {"featparams": str(tmp_path / "feat.params"), "mllr": str(tmp_path / "transform")}
    chance = np.random.default_rng(0)
    spectrum = chance.normal(0, 1, 8192) + 1j * chance.normal(0, 1, 8192)
    tilt = np.exp(-np.arange(8192) / 3000)
    scores: dict[str, list[float]] = {}
    for name, options in (("plain", {}), ("normalised", normal)):
        decoder = Decoder(samprate=16000, loglevel="FATAL", **files, **options)
        for depth in (1, 2):
            bursts = [np.fft.irfft(spectrum * tilt**depth * gain**depth) for gain in (1.0, 0.2, 0.6, 0.3)]
            sound = np.concatenate(bursts)
            samples = (sound / np.abs(sound).max() * 20_000).astype(np.int16)
            decoder.start_utt()
            decoder.process_raw(samples.tobytes(), full_utt=True)
            decoder.end_utt()
            scores.setdefault(name, []).append(decoder.hyp().score)
    change = {name: abs(second - first) for name, (first, second) in scores.items()}
    assert change["normalised"] < change["plain"]


def test_a_model_without_its_parameters_is_told(acoustic: Path, tmp_path: Path):
    shutil.copyfile(acoustic / "means", tmp_path / "means")
    with pytest.raises(OSError, match=r"feat\.params"):
        write_normalised(tmp_path, tmp_path / "out.params", tmp_path / "transform")
