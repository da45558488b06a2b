"""The limits and choices of the voice channel, each with its environment variable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from speech.adapt.model_folder import MODELS

LANGUAGES = ("zh", "en")
AUTO = "auto"
MOST_NICE = 19
#: Recordings at once where nothing is set; each process holds models of its own.
MOST_JOBS = 4


class VoiceSettingsError(ValueError):
    """A setting has a value that cannot be used. The message names the setting and the value."""


@dataclass(frozen=True)
class VoiceSettings:
    """What the environment says about voice.

    Attributes:
        engines: Names of engines in the order in which they are tried, or `auto` alone: `VOICE_ENGINE`.
        language: Of recordings that name none, where it can be heard: `VOICE_LANGUAGE`.
        most_megabytes: Size of a recording: `VOICE_MAX_MEGABYTES`.
        most_seconds: Length of a recording, in seconds: `VOICE_MAX_SECONDS`.
        decode_megabytes: Memory for reading one recording, beside what the process has: `VOICE_DECODE_MEGABYTES`.
        upload_seconds: How long an upload may pause, in seconds: `VOICE_UPLOAD_TIMEOUT`.
        jobs: Recordings that are transcribed at once, each in a process of its own: `VOICE_JOBS`.
        queue: Recordings that may wait: `VOICE_QUEUE`.
        engine_seconds: Time for one engine, in seconds: `VOICE_ENGINE_TIMEOUT`.
        request_seconds: Time for one recording with waiting and all engines, in seconds: `VOICE_TIMEOUT`.
        confirm_below: Transcripts less sure than this are read back: `VOICE_CONFIRM_BELOW`.
        keep_hours: How long transcripts are kept, in hours: `VOICE_KEEP_HOURS`.
        niceness: How far the processes step back behind text messages, from 0 to 19 (all the way): `VOICE_NICE`.
        models: Folder with the models: `VOICE_MODELS`.
    """

    engines: tuple[str, ...] = (AUTO,)
    language: str = "zh"
    most_megabytes: int = 10
    most_seconds: int = 60
    decode_megabytes: int = 256
    upload_seconds: int = 20
    jobs: int = field(default_factory=lambda: usual_jobs())
    queue: int = 8
    engine_seconds: int = 30
    request_seconds: int = 60
    confirm_below: float = 0.35
    keep_hours: int = 24
    niceness: int = MOST_NICE
    models: Path = MODELS

    @property
    def most_bytes(self) -> int:
        """Size of a recording, in bytes."""
        return self.most_megabytes * 1024 * 1024

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> VoiceSettings:
        """Read and check the settings.

        Args:
            environ: The environment; the process's own where nothing is given.

        Returns:
            The settings.

        Raises:
            VoiceSettingsError: A value cannot be used.
        """
        given = {k: v.strip() for k, v in (os.environ if environ is None else environ).items() if v.strip()}
        language = given.get("VOICE_LANGUAGE", cls.language)
        if language not in LANGUAGES:
            raise VoiceSettingsError(f"VOICE_LANGUAGE is '{language}'; it must be one of {', '.join(LANGUAGES)}.")
        names = tuple(name.strip().lower() for name in given.get("VOICE_ENGINE", AUTO).split(",") if name.strip())
        return cls(
            engines=names or (AUTO,),
            language=language,
            most_megabytes=_whole(given, "VOICE_MAX_MEGABYTES", 1, 18, cls.most_megabytes),
            most_seconds=_whole(given, "VOICE_MAX_SECONDS", 1, 600, cls.most_seconds),
            decode_megabytes=_whole(given, "VOICE_DECODE_MEGABYTES", 64, 65536, cls.decode_megabytes),
            upload_seconds=_whole(given, "VOICE_UPLOAD_TIMEOUT", 1, 110, cls.upload_seconds),
            jobs=_whole(given, "VOICE_JOBS", 1, 64, usual_jobs()),
            queue=_whole(given, "VOICE_QUEUE", 0, 1000, cls.queue),
            engine_seconds=_whole(given, "VOICE_ENGINE_TIMEOUT", 1, 110, cls.engine_seconds),
            request_seconds=_whole(given, "VOICE_TIMEOUT", 1, 110, cls.request_seconds),
            confirm_below=_share(given, "VOICE_CONFIRM_BELOW", cls.confirm_below),
            keep_hours=_whole(given, "VOICE_KEEP_HOURS", 1, 24 * 366, cls.keep_hours),
            niceness=_whole(given, "VOICE_NICE", 0, MOST_NICE, cls.niceness),
            models=Path(given.get("VOICE_MODELS", MODELS)),
        )


def usual_jobs() -> int:
    """One recording for each processor but one, which is left to those who type; at least one, at most `MOST_JOBS`."""
    return max(1, min(MOST_JOBS, len(os.sched_getaffinity(0)) - 1))


def _whole(given: Mapping[str, str], key: str, low: int, high: int, default: int) -> int:
    text = given.get(key)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        raise VoiceSettingsError(f"{key} is '{text}'; it must be a whole number from {low} to {high}.")
    return int(text)


def _share(given: Mapping[str, str], key: str, default: float) -> float:
    try:
        value = float(given.get(key, default))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise VoiceSettingsError(f"{key} is '{given.get(key)}'; it must be a number from 0 to 1.")
    return value
