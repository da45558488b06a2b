"""PocketSphinx: offline, adapted to the shop's own words."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from speech.adapt.model_folder import ModelFolder
from speech.contract import Alternative, Audio, EngineUnavailable, NothingHeard, Transcript
from speech.engines.base import EngineInfo, installed
from speech.text.written_en import EnglishWriter
from speech.text.written_zh import ChineseWriter

NAME = "sphinx"
MOST_ALTERNATIVES = 3
#: So many guesses are looked through for alternatives that are written differently.
LOOKED_THROUGH = 20
LEAST_PROBABILITY = 1e-4
#: How much the language model counts beside the sounds of a normalised recording (PocketSphinx: 6.5).
LANGUAGE_WEIGHT = 5.0

_FILLERS = ("<s>", "</s>", "<sil>", "<NULL>")


class SphinxRecognizer:
    """One decoder per language, loaded once."""

    name = NAME

    def __init__(self, root: Path, general: bool = False) -> None:
        """Create a recogniser; models are loaded on first use.

        Args:
            root: Folder with the models.
            general: Whether to use the general model although there is an adapted one.
        """
        self._root, self._general = root, general
        self._decoders: dict[str, Any] = {}
        self._writers: dict[str, EnglishWriter | ChineseWriter] = {}

    def recognize(self, audio: Audio, language: str) -> Transcript:
        """Turn a recording into words; see `speech.contract.Recognizer`."""
        decoder = self._decoder(language)
        if not len(audio.samples):
            raise NothingHeard("no samples")
        decoder.start_utt()
        try:
            decoder.process_raw(audio.samples.tobytes(), full_utt=True)
        finally:
            decoder.end_utt()
        best = decoder.hyp()
        words = _words(best.hypstr) if best is not None else []
        if not words:
            raise NothingHeard("no words")
        write = self._writers[language].write
        text = write(words)
        confidence = _confidence(decoder)
        return Transcript(
            text=text,
            language=language,
            confidence=confidence,
            duration=round(audio.duration, 3),
            engine=self.name,
            alternatives=self._alternatives(decoder, language, text, confidence),
            spoken=" ".join(words),
        )

    def _alternatives(self, decoder: Any, language: str, text: str, confidence: float) -> tuple[Alternative, ...]:
        found: dict[str, float] = {}
        for rank, guess in zip(range(LOOKED_THROUGH), decoder.nbest(), strict=False):
            words = _words(guess.hypstr) if guess is not None else []
            other = self._writers[language].write(words)
            if words and other != text and other not in found:
                found[other] = round(confidence * 0.5 ** (len(found) + 1), 3)
            if len(found) == MOST_ALTERNATIVES or rank == LOOKED_THROUGH - 1:
                break
        return tuple(Alternative(other, share) for other, share in found.items())

    def _decoder(self, language: str) -> Any:
        if language not in self._decoders:
            self._decoders[language] = self._load(language)
        return self._decoders[language]

    def _load(self, language: str) -> Any:
        lacking = missing(language, self._root)
        if lacking:
            raise EngineUnavailable(lacking)
        from pocketsphinx import Decoder

        place = ModelFolder(self._root, language)
        acoustic, dictionary, language_model = base_model(language, self._root)
        adapted = place.manifest() is not None and not self._general
        spellings, options = {}, {}
        if adapted:
            dictionary, language_model, spellings = place.dictionary, place.language_model, place.read_spellings()
        if adapted and place.transform.exists():
            options = {"featparams": str(place.features), "mllr": str(place.transform), "lw": LANGUAGE_WEIGHT}
        writer = ChineseWriter if language == "zh" else EnglishWriter
        self._writers[language] = writer(spellings)
        try:
            return Decoder(
                hmm=str(acoustic),
                dict=str(dictionary),
                lm=str(language_model),
                samprate=16000,
                loglevel="FATAL",
                **options,
            )
        except (RuntimeError, ValueError) as error:
            raise EngineUnavailable(f"PocketSphinx cannot load the model of '{language}': {error}") from error


def base_model(language: str, root: Path) -> tuple[Path, Path, Path]:
    """The general model: acoustic folder, dictionary and language model.

    Args:
        language: `zh` or `en`.
        root: Folder with the models.
    """
    if language == "en":
        from pocketsphinx import get_model_path

        base = Path(get_model_path()) / "en-us"
        return base / "en-us", base / "cmudict-en-us.dict", base / "en-us.lm.bin"
    place = ModelFolder(root, language)
    return place.sphinx, place.sphinx / "base.dict", place.language_model


def missing(language: str, root: Path) -> str:
    """What PocketSphinx lacks for a language; empty where nothing is."""
    if not installed("pocketsphinx"):
        return "PocketSphinx is not installed: pip install pocketsphinx"
    if language == "en":
        return ""
    place = ModelFolder(root, language)
    if not (place.sphinx / "mdef").exists():
        return f"There is no acoustic model for '{language}': make voice-model LANGUAGE={language}"
    if place.manifest() is None:
        return f"The language model for '{language}' is not built: make train"
    return ""


def _words(said: str) -> list[str]:
    words = (word.partition("(")[0] for word in said.split())
    return [word for word in words if word and word not in _FILLERS and not word.startswith(("[", "<", "+"))]


def _confidence(decoder: Any) -> float:
    """From 0 to 1: the geometric mean of the words' posterior probabilities."""
    shares = [float(segment.prob) for segment in decoder.seg() if _words(segment.word)]
    logs = [math.log(max(LEAST_PROBABILITY, min(1.0, share))) for share in shares]
    return round(math.exp(sum(logs) / len(logs)), 3) if logs else 0.0


INFO = EngineInfo(NAME, ("en", "zh"), True, missing, SphinxRecognizer)
