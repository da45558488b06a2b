"""PocketSphinx: offline, adapted to the shop's own words."""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from speech.adapt.model_folder import ModelFolder
from speech.audio.pitch import with_pitch
from speech.contract import Alternative, Audio, EngineUnavailable, NothingHeard, Transcript
from speech.engines.base import EngineInfo, installed
from speech.engines.narrow import narrow_transform
from speech.engines.sphinx_model import base_model
from speech.lexicon.dictionary import read_dictionary
from speech.lm.whole import WholeSentences, read_sentences
from speech.text.written_en import EnglishWriter
from speech.text.written_zh import ChineseWriter

NAME = "sphinx"
MOST_ALTERNATIVES = 6
#: Of the guesses in one pitch so many are alternatives; so many are looked through for those written otherwise.
OF_ONE_PITCH, LOOKED_THROUGH = 3, 20
LEAST_PROBABILITY = 1e-4
#: How much the language model counts beside the sounds of a normalised recording, in the three passes of the search,
#: what each further word costs, and how many of the densities nearest to a sound are counted (four, as usual, leave 7 %
#: more words wrong and save a sixth of the time). Chosen on sentences of neither the content nor the benchmark.
WEIGHTS = {"lw": 7.0, "fwdflatlw": 8.5, "bestpathlw": 14.0, "wip": 0.2, "topn": 8}

#: A recording that an adapted model is less sure of than this is listened to again in another pitch: about two in five
#: of 178 synthetic recordings. What fits sounds and language better is believed; the other stays an alternative.
UNSURE_BELOW, OTHER_PITCHES = 0.6, (0.94,)

#: Name of the search for whole sentences.
_WHOLE = "whole"
_FILLERS = ("<s>", "</s>", "<sil>", "<NULL>")


@dataclass(frozen=True)
class _Loaded:
    decoder: Any
    writer: EnglishWriter | ChineseWriter
    whole: WholeSentences | None
    fingerprint: str
    pitches: tuple[float, ...] = ()


@dataclass(frozen=True)
class _Guess:
    words: list[str]
    confidence: float
    score: float
    written: dict[str, float]


class SphinxRecognizer:
    """One decoder per language and bandwidth, loaded once, and again when its model was built anew."""

    name = NAME

    def __init__(self, root: Path, general: bool = False) -> None:
        """Create a recogniser; models are loaded on first use.

        Args:
            root: Folder with the models.
            general: Whether to use the general model although there is an adapted one.
        """
        self._root, self._general = root, general
        self._loaded: dict[tuple[str, bool], _Loaded] = {}

    def recognize(self, audio: Audio, language: str) -> Transcript:
        """Turn a recording into words; see `speech.contract.Recognizer`."""
        loaded = self._of(language, audio.narrow)
        if not len(audio.samples):
            raise NothingHeard("no samples")
        guesses = _guesses(loaded, audio)
        guess = max(guesses, key=lambda one: one.score)
        if not guess.words:
            raise NothingHeard("no words")
        words = _whole(loaded, audio, guess.words)
        text = loaded.writer.write(words)
        return Transcript(
            text=text,
            language=language,
            confidence=guess.confidence,
            duration=round(audio.duration, 3),
            engine=self.name,
            alternatives=_alternatives(guesses, text),
            spoken=" ".join(words),
        )

    def _of(self, language: str, narrow: bool) -> _Loaded:
        fingerprint = ModelFolder(self._root, language).fingerprint()
        loaded = self._loaded.pop((language, narrow), None)
        if loaded is None or loaded.fingerprint != fingerprint:
            del loaded  # two at once would take twice the memory
            loaded = self._load(language, narrow, fingerprint)
        self._loaded[language, narrow] = loaded
        return loaded

    def _load(self, language: str, narrow: bool, fingerprint: str) -> _Loaded:
        lacking = missing(language, self._root)
        if lacking:
            raise EngineUnavailable(lacking)
        from pocketsphinx import Decoder

        acoustic, dictionary, general = base_model(language, self._root)
        built = None if self._general else ModelFolder(self._root, language).built()
        language_model, spellings, options, whole = general, {}, {}, None
        if built is not None:
            dictionary, language_model, spellings = built.dictionary, built.language_model, built.read_spellings()
            if built.transform.exists():
                options = {"featparams": str(built.features), "mllr": str(built.transform), **WEIGHTS}
            if built.sentences.exists():
                whole = WholeSentences(read_sentences(built.sentences), read_dictionary(dictionary))
        if language_model is None:
            raise EngineUnavailable(f"There is no general language model for '{language}'")
        writer = ChineseWriter if language == "zh" else EnglishWriter
        with narrow_transform(acoustic) if narrow and options else contextlib.nullcontext() as transform:
            if transform is not None:
                options["mllr"] = str(transform)
            try:
                decoder = Decoder(
                    hmm=str(acoustic),
                    dict=str(dictionary),
                    lm=str(language_model),
                    samprate=16000,
                    loglevel="FATAL",
                    **options,
                )
            except (RuntimeError, ValueError) as error:
                raise EngineUnavailable(f"PocketSphinx cannot load the model of '{language}': {error}") from error
        # Where whole sentences are listened for, these make up for the voices.
        pitches = OTHER_PITCHES if built is not None and whole is None else ()
        return _Loaded(decoder, writer(spellings), whole, fingerprint, pitches)


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


def _guesses(loaded: _Loaded, audio: Audio) -> list[_Guess]:
    """What is heard in the recording's own pitch and, where it is unsure, in others."""
    guesses = [_guess(loaded, audio)]
    if guesses[0].confidence < UNSURE_BELOW:
        guesses += [_guess(loaded, with_pitch(audio, pitch)) for pitch in loaded.pitches]
    return guesses


def _guess(loaded: _Loaded, audio: Audio) -> _Guess:
    words = _decoded(loaded.decoder, audio)
    if not words:
        return _Guess([], 0.0, -math.inf, {})
    confidence = _confidence(loaded.decoder)
    return _Guess(words, confidence, float(loaded.decoder.hyp().score), _written(loaded, words, confidence))


def _decoded(decoder: Any, audio: Audio) -> list[str]:
    decoder.start_utt()
    try:
        decoder.process_raw(audio.samples.tobytes(), full_utt=True)
    finally:
        decoder.end_utt()
    best = decoder.hyp()
    return _words(best.hypstr) if best is not None else []


def _whole(loaded: _Loaded, audio: Audio, heard: list[str]) -> list[str]:
    """What was heard, or the sentence of the content that fits better; see `speech.lm.whole`."""
    near = loaded.whole.near(heard) if loaded.whole is not None else []
    if loaded.whole is None or not near:
        return heard
    decoder = loaded.decoder
    usual = decoder.current_search()
    probability = _probability(decoder, usual, heard)
    steps = loaded.whole.steps(heard, probability, near)
    decoder.add_fsg(_WHOLE, decoder.create_fsg(_WHOLE, 0, 1, steps))
    try:
        decoder.activate_search(_WHOLE)
        fits = _decoded(decoder, audio)
    finally:
        decoder.activate_search(usual)
        decoder.remove_search(_WHOLE)
    return list(loaded.whole.chosen(fits, heard, probability, near))


def _probability(decoder: Any, search: str, words: list[str]) -> float:
    """Of a sentence, by the decoder's language model."""
    model, exp = decoder.get_lm(search), decoder.get_logmath().exp
    marked = ["<s>", *words, "</s>"]
    # It wants the word first and then what stands before it, backwards.
    scores = (float(exp(model.prob(marked[max(0, at - 2) : at + 1][::-1]))) for at in range(1, len(marked)))
    return math.prod(scores)


def _written(loaded: _Loaded, heard: list[str], confidence: float) -> dict[str, float]:
    """What was heard, and other guesses, written; each half as likely as the one before."""
    found = {loaded.writer.write(heard): confidence}
    for rank, guess in zip(range(LOOKED_THROUGH), loaded.decoder.nbest(), strict=False):
        words = _words(guess.hypstr) if guess is not None else []
        other = loaded.writer.write(words)
        if words and other not in found:
            found[other] = round(confidence * 0.5 ** len(found), 3)
        if len(found) > OF_ONE_PITCH or rank == LOOKED_THROUGH - 1:
            break
    return found


def _alternatives(guesses: list[_Guess], chosen: str) -> tuple[Alternative, ...]:
    """What else was heard, in whichever pitch, the likeliest first."""
    shares: dict[str, float] = {}
    for guess in guesses:
        for text, share in guess.written.items():
            shares[text] = max(share, shares.get(text, 0.0))
    shares.pop(chosen, None)
    ranked = sorted(shares.items(), key=lambda item: -item[1])[:MOST_ALTERNATIVES]
    return tuple(Alternative(text, share) for text, share in ranked)


def _confidence(decoder: Any) -> float:
    """From 0 to 1: the geometric mean of the words' posterior probabilities."""
    shares = [float(segment.prob) for segment in decoder.seg() if _words(segment.word)]
    logs = [math.log(max(LEAST_PROBABILITY, min(1.0, share))) for share in shares]
    return round(math.exp(sum(logs) / len(logs)), 3) if logs else 0.0


INFO = EngineInfo(NAME, ("en", "zh"), True, missing, SphinxRecognizer)
