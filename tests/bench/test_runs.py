"""Runs in a process of their own: what they say, what comes out, and what a failed one tells."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from tqdm import tqdm

from bench.errors import BenchError
from bench.nlu_run import SAID
from bench.own_content import own_sentences
from bench.pipeline import Change, changed, read_config, trained_longer
from bench.runs import Run, _follow, carry_out
from evaluation.readings import Sentence, Span

PARTS = {
    "play": ("play {} now", "please play {}", "i want to hear {}", "put on {} again"),
    "rain": ("will it rain {}", "is there rain {}", "rain {} or not", "umbrella {} ?"),
}
WORDS = {"play": ("anna lind", "the blue hour", "jazz"), "rain": ("tomorrow", "on friday", "at noon")}


def sentences() -> list[Sentence]:
    made = []
    for intent, parts in PARTS.items():
        for part in parts:
            for word in WORDS[intent]:
                start = part.index("{}")
                span = Span(start, start + len(word), "music" if intent == "play" else "date")
                made.append(Sentence(part.format(word), "en", intent, (span,)))
    return made


def drawn_bar(epochs: int) -> bytes:
    """What Rasa's bar writes."""
    out = io.StringIO()
    bar = tqdm(range(epochs), desc="Epochs", file=out, mininterval=0)
    for epoch in range(epochs):
        bar.update(1)
        bar.set_postfix({"t_loss": 9.5 - epoch, "i_acc": 0.25 * epoch})
    bar.close()
    return out.getvalue().encode()


@pytest.mark.parametrize("verbose", [True, False])
def test_every_epoch_is_told_once_to_who_asks(verbose: bool, capsys: pytest.CaptureFixture[str]):
    noise = b"some library says something\n"
    last = _follow(io.BytesIO(noise + drawn_bar(3) + f"\n{SAID}trained in 5 s\n".encode()), "mine", verbose)
    told = capsys.readouterr().err.splitlines()
    assert told[-1] == "mine: trained in 5 s"
    epochs = told[:-1]
    assert len(epochs) == (3 if verbose else 0)
    assert all(f"epoch {n} of 3" in line and "i_acc" in line for n, line in enumerate(epochs, 1))
    assert last == ["some library says something"]


@pytest.mark.slow
def test_a_failed_run_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    config = changed(read_config(), [Change("x", pipeline=[{"name": "NoSuchComponent"}])], "test")
    with pytest.raises(BenchError, match=r"(?s)K954: The run broken failed.*NoSuchComponent"):
        carry_out(Run("broken", config, sentences(), sentences()[:1]))


@pytest.mark.slow
def test_the_pipeline_of_the_configuration_is_trained_and_reads(capsys: pytest.CaptureFixture[str]):
    own_sentences()  # sees to it that there is a catalogue
    config = changed(read_config(), trained_longer(read_config(), 25), "test")
    config = changed(config, [Change("", language="en", settings={"ShopDIETClassifier": {"random_seed": 1}})], "test")
    learned = sentences()
    asked = [Sentence("  rain tomorrow ?".strip(), "en", "rain", (Span(5, 13, "date"),)), *learned[::5]]
    result = carry_out(Run("tiny", config, learned, asked, catalogue=False), verbose=True)
    assert [reading.sentence for reading in result.readings] == asked
    assert sum(reading.guess == reading.sentence.intent for reading in result.readings) >= len(asked) - 1
    found = [span for reading in result.readings for span in reading.found]
    assert {span.entity for span in found} == {"music", "date"}
    assert (
        result.parameters > 10_000
        and result.training_s > 1
        and result.training_cpu_s > 1
        and 0 < result.message_ms < 5000
    )
    told = capsys.readouterr().err
    assert "tiny: epoch 25 of 25" in told and "tiny: trained in" in told and "tiny: read" in told
