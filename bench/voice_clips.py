"""Recordings of people for the voice benchmark: general English, and Chinese sentences put into the shop's model."""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path
from typing import Any

from bench.voice_scores import Clip, Wording, listen, summary
from speech.adapt.build import build
from speech.adapt.material import Material, Part, Sentence, plain_text
from speech.adapt.model_folder import ModelFolder
from speech.audio.decode import decode
from speech.audio.level import prepared
from speech.contract import Audio, NothingHeard
from speech.engines.sphinx import SphinxRecognizer
from speech.engines.sphinx_model import base_model
from speech.settings import VoiceSettings

SECONDS_LIMIT = 60.0
#: Sentences that a Chinese one is put among: about as many as a small shop has, and all that the content has.
FEW_OTHERS = 300
#: So many characters are cut off a sentence to make one that is only like it.
PIECE = 2
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
    return {"alone": alone, "ours": with_us, "good": bool(raw) and good}


def chinese(folder: Path, model: str, content: Material) -> dict[str, Any]:
    """Chinese recordings, each sentence put into models of the shop's sentences, and only what is like it.

    Args:
        folder: See `transcripts`.
        model: A Mandarin model of CMU Sphinx: folder, zip file or address.
        content: The shop's sentences and names.

    Returns:
        For each recording what was understood in a small and in the whole model, and in one that has the
        sentence only without its end, and without its middle: there it must not be taken for one that the model has.
    """
    from tools.voice_model import install

    results: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as home:
        place = ModelFolder(Path(home), "zh")
        with contextlib.redirect_stdout(io.StringIO()):
            install(model, place)
        for text, file in transcripts(folder, "zh"):
            audio = prepared(decode(file.read_bytes(), SECONDS_LIMIT))
            for others in (content.sentences[:FEW_OTHERS], content.sentences):
                heard = _heard(audio, [*others, (Part(text),)], content, place.root)
                results.append({"said": text, "heard": heard, "others": len(others), "right": heard == text})
            middle = len(text) // 2
            shorter = (text[:-PIECE], text[:middle] + text[middle + PIECE :])
            pieces = [*content.sentences, *((Part(piece),) for piece in shorter)]
            heard = _heard(audio, pieces, content, place.root)
            known = {plain_text(sentence) for sentence in pieces}
            results.append({"said": text, "heard": heard, "unseen": True, "right": heard not in known})
    return {"clips": results, "good": bool(results) and all(result["right"] for result in results)}


def _heard(audio: Audio, sentences: list[Sentence], content: Material, root: Path) -> str:
    acoustic, dictionary, _ = base_model("zh", root)
    build(Material("zh", sentences, content.names, answers=content.answers), dictionary, root, acoustic=acoustic)
    try:
        return SphinxRecognizer(root).recognize(audio, "zh").text
    except NothingHeard:
        return ""
