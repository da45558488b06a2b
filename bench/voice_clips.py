"""Recordings of people for the voice benchmark: general English, and Chinese sentences put into the shop's model."""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path
from typing import Any

from bench.voice_scores import Clip, Wording, listen, summary
from speech.adapt.build import build
from speech.adapt.material import Material, Part
from speech.adapt.model_folder import ModelFolder
from speech.audio.decode import decode
from speech.audio.level import prepared
from speech.contract import NothingHeard
from speech.engines.sphinx import SphinxRecognizer, base_model
from speech.settings import VoiceSettings

SECONDS_LIMIT = 60.0
#: Sentences that a Chinese one is put among: about as many as a small shop has, and all that the content has.
FEW_OTHERS = 300
LEAST_WRONG = 0.01


def transcripts(folder: Path, language: str) -> list[tuple[str, Path]]:
    """What is said in the recordings of a folder.

    Args:
        folder: Holds `transcripts.tsv` with the columns `file` and `text`, and a folder of recordings per language.
        language: `zh` or `en`.

    Returns:
        Texts with their recordings.
    """
    rows = [line.split("\t") for line in (folder / "transcripts.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    return [(text, folder / file) for file, text in rows if file.startswith(f"{language}/")]


def read_speech(folder: Path, settings: VoiceSettings) -> dict[str, Any]:
    """English recordings with the general model: as PocketSphinx gets them alone, and as our channel hands them over.

    Args:
        folder: See `transcripts`.
        settings: Where the models are.
    """
    raw = [Clip(text, "people", decode(file.read_bytes(), SECONDS_LIMIT)) for text, file in transcripts(folder, "en")]
    ours = [Clip(clip.text, clip.voice, prepared(clip.audio)) for clip in raw]
    recognizer, wording = SphinxRecognizer(settings.models, general=True), Wording(lambda word: True)
    alone, with_us = (summary(listen(clips, recognizer, wording)) for clips in (raw, ours))
    good = with_us["word_error_rate"] <= alone["word_error_rate"] + LEAST_WRONG
    return {"alone": alone, "ours": with_us, "good": good}


def chinese(folder: Path, model: str, content: Material) -> dict[str, Any]:
    """Chinese recordings, each sentence put into models of the shop's sentences.

    Args:
        folder: See `transcripts`.
        model: A Mandarin model of CMU Sphinx: folder, zip file or address.
        content: The shop's sentences and names.

    Returns:
        For each recording what was understood in a small and in the whole model.
    """
    from tools.voice_model import install

    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as home:
        place = ModelFolder(Path(home), "zh")
        with contextlib.redirect_stdout(io.StringIO()):
            install(model, place)
        acoustic, dictionary, _ = base_model("zh", place.root)
        for text, file in transcripts(folder, "zh"):
            audio = prepared(decode(file.read_bytes(), SECONDS_LIMIT))
            for others in (content.sentences[:FEW_OTHERS], content.sentences):
                build(
                    Material("zh", [*others, (Part(text),)], content.names), dictionary, place.root, acoustic=acoustic
                )
                try:
                    heard = SphinxRecognizer(place.root).recognize(audio, "zh").text
                except NothingHeard:
                    heard = ""
                results.append({"said": text, "heard": heard, "others": len(others), "right": heard == text})
    return {"clips": results, "good": bool(results) and all(result["right"] for result in results)}
