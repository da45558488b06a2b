"""From a recording to its transcript: the queue, the processes, and the engines one after another."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any, Protocol

from speech.adapt.model_folder import ModelFolder
from speech.audio.sniff import container_of
from speech.contract import (
    BadAudio,
    Busy,
    DecoderCrashed,
    EngineFailed,
    EngineMissing,
    EngineTimeout,
    EngineUnavailable,
    NothingHeard,
    TooLong,
    Transcript,
)
from speech.engines.registry import Choice, check_names, choose
from speech.pool import Pool
from speech.settings import LANGUAGES, VoiceSettings

logger = logging.getLogger(__name__)

#: What is installed is looked for again after so many seconds: it takes milliseconds, and each recording asks.
CHOICE_KEPT_S = 5.0

_ERRORS = {error.kind: error for error in (NothingHeard, BadAudio, DecoderCrashed, TooLong, EngineFailed)}


@dataclass(frozen=True)
class Attempt:
    """One engine's work on a recording.

    Attributes:
        engine: Name of the engine.
        outcome: `ok`, or the kind of failure.
        audio_seconds: Length of the recording, in seconds; 0 where it could not be read.
        seconds: How long it took, in seconds.
    """

    engine: str
    outcome: str
    audio_seconds: float
    seconds: float


class Observer(Protocol):
    """Is told of every attempt: for metrics."""

    def __call__(self, attempt: Attempt) -> None:
        """Note an attempt."""
        ...


class SpeechService:
    """Transcribes recordings; one for each server process."""

    def __init__(self, settings: VoiceSettings, pool: Pool | None = None, observer: Observer | None = None) -> None:
        """Create a service; processes start with the first recording, or with `warm_up`.

        Args:
            settings: Limits and engines.
            pool: The processes; for tests.
            observer: Is told of every attempt.

        Raises:
            VoiceSettingsError: A setting names an engine that does not exist.
        """
        check_names(settings)
        self.settings = settings
        self.pool = pool or Pool(settings)
        self._observe: Observer = observer or (lambda attempt: None)
        self._choices: dict[str, tuple[float, Choice]] = {}

    def choice(self, language: str) -> Choice:
        """The engines of a language and why these."""
        now = time.monotonic()
        made, choice = self._choices.get(language, (0.0, None))
        if choice is None or now - made > CHOICE_KEPT_S:
            choice = choose(self.settings, language)
            self._choices[language] = now, choice
        return choice

    def usual_language(self) -> str:
        """The language of recordings that name none: the configured one, else one that can be heard."""
        first = self.settings.language
        heard = (language for language in (first, *LANGUAGES) if self.choice(language).engines)
        return next(heard, first)

    async def transcribe(self, recording: bytes, language: str) -> Transcript:
        """Turn a recording into words.

        Args:
            recording: The file, in any format that we read.
            language: `zh` or `en`.

        Returns:
            What was understood.

        Raises:
            BadAudio: It is no recording that we can read.
            TooLong: It is longer than the limit.
            NothingHeard: There are no words in it.
            Busy: Too many recordings at once.
            EngineMissing: No engine is installed for the language.
            EngineUnavailable: No engine can work; `retryable` where that may change soon.
        """
        if container_of(recording) is None:
            raise BadAudio("unknown container")
        choice = self.choice(language)
        if not choice.engines:
            raise EngineMissing(choice.reason)
        deadline = time.monotonic() + self.settings.request_seconds
        told: EngineUnavailable | None = None
        for engine in choice.engines:
            left = deadline - time.monotonic()
            if left <= 0:
                raise EngineTimeout(f"longer than {self.settings.request_seconds} s")
            try:
                return await asyncio.wait_for(self._attempt(engine, recording, language), left)
            except asyncio.TimeoutError as error:
                raise EngineTimeout(f"longer than {self.settings.request_seconds} s") from error
            except EngineUnavailable as error:
                # A dead process is told to the client; another engine would not make its recording less deadly.
                if isinstance(error, Busy) or error.kind == "worker_died":
                    raise
                level = logging.ERROR if isinstance(error, EngineFailed) else logging.WARNING
                logger.log(level, "The engine %s cannot be used: %s", engine, error.detail)
                told = error if told is None or not told.retryable else told
        assert told is not None
        raise told

    async def _attempt(self, engine: str, recording: bytes, language: str) -> Transcript:
        question = {
            "engine": engine,
            "language": language,
            "most_seconds": self.settings.most_seconds,
            "decode_megabytes": self.settings.decode_megabytes,
        }
        started = time.perf_counter()
        try:
            answer = await self.pool.run(question, recording, self.settings.engine_seconds)
        except (EngineUnavailable, BadAudio) as error:
            self._observe(Attempt(engine, error.kind, 0.0, time.perf_counter() - started))
            raise
        outcome = str(answer.get("error", "ok"))
        self._observe(Attempt(engine, outcome, float(answer.get("duration", 0.0)), float(answer["seconds"])))
        return _transcript(answer)

    async def warm_up(self) -> None:
        """Load the models of the languages that were adapted to the shop, before the first recording comes."""
        for language in LANGUAGES:
            engines = self.choice(language).engines
            if engines and ModelFolder(self.settings.models, language).manifest() is not None:
                await self.pool.warm_up(engines[0], language)

    async def close(self) -> None:
        """End all processes."""
        await self.pool.close()


def _transcript(answer: dict[str, Any]) -> Transcript:
    kind = answer.get("error")
    if kind is None:
        return Transcript.from_json(answer["transcript"])
    detail = str(answer.get("detail", ""))
    if kind == DecoderCrashed.kind:
        logger.error("A recording broke the decoder: %s", detail)
    if kind in _ERRORS:
        raise _ERRORS[kind](detail)
    raise EngineUnavailable(detail, retryable=bool(answer.get("retryable")))
