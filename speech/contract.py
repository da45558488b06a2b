"""What a speech recogniser takes and gives, whichever engine does the work."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

#: What all engines are given: samples a second, one channel, 16 bits.
SAMPLE_RATE_HZ = 16_000

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Audio:
    """Decoded sound: one channel at `SAMPLE_RATE_HZ`.

    Attributes:
        samples: Signed 16-bit samples.
        duration: Length of the recording as it came, before silence was cut off, in seconds.
        container: What it came in: `wav`, `ogg` …
        narrow: Whether nothing is in it above a telephone's band.
    """

    samples: Samples
    duration: float
    container: str = "raw"
    narrow: bool = False

    @property
    def seconds(self) -> float:
        """Length of the samples, in seconds."""
        return len(self.samples) / SAMPLE_RATE_HZ


@dataclass(frozen=True)
class Alternative:
    """Another way to understand a recording.

    Attributes:
        text: What may have been said.
        confidence: From 0 to 1.
    """

    text: str
    confidence: float


@dataclass(frozen=True)
class Transcript:
    """What was understood.

    Attributes:
        text: As it would be typed: digits, and the catalogue's spellings.
        language: `zh` or `en`.
        confidence: How sure the engine is, from 0 to 1.
        duration: Length of the recording, in seconds.
        engine: Which engine understood it.
        alternatives: What else it may have been, the likeliest first.
        spoken: The words before they were written as one types them; empty where an engine has none.
    """

    text: str
    language: str
    confidence: float
    duration: float
    engine: str
    alternatives: tuple[Alternative, ...] = field(default=())
    spoken: str = ""

    def guesses(self) -> tuple[Alternative, ...]:
        """What was understood and its alternatives."""
        return (Alternative(self.text, self.confidence), *self.alternatives)

    def to_json(self) -> dict[str, Any]:
        """All fields as JSON has them."""
        return asdict(self) | {"alternatives": [asdict(other) for other in self.alternatives]}

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Transcript:
        """The opposite of `to_json`."""
        others = tuple(Alternative(**other) for other in fields.get("alternatives", ()))
        return cls(**{**fields, "alternatives": others})


class SpeechError(Exception):
    """A recording was not turned into words.

    Attributes:
        kind: A stable name for metrics and answers.
        detail: For the log; never for customers.
    """

    kind = "failed"

    def __init__(self, detail: str = "") -> None:
        """Create an error."""
        self.detail = detail
        super().__init__(detail or self.kind)


class NothingHeard(SpeechError):
    """There are no words in the recording, or none that could be understood."""

    kind = "nothing_heard"


class EngineUnavailable(SpeechError):
    """The engine is not installed, not reachable, or broke down.

    Attributes:
        retryable: Whether the same call may work a little later.
    """

    kind = "engine_unavailable"

    def __init__(self, detail: str = "", *, retryable: bool = False) -> None:
        """Create an error."""
        super().__init__(detail)
        self.retryable = retryable


class EngineMissing(EngineUnavailable):
    """No engine is installed for the language."""


class EngineFailed(EngineUnavailable):
    """The engine broke down on the recording, in a way that nobody foresaw."""

    kind = "failed"

    def __init__(self, detail: str = "") -> None:
        """Create an error."""
        super().__init__(detail, retryable=True)


class EngineTimeout(EngineUnavailable):
    """The engine took longer than its limit."""

    kind = "engine_timeout"

    def __init__(self, detail: str = "") -> None:
        """Create an error."""
        super().__init__(detail, retryable=True)


class Busy(EngineUnavailable):
    """All jobs run and the queue is full.

    Attributes:
        retry_after: After how many seconds a place is likely to be free.
    """

    kind = "busy"

    def __init__(self, retry_after: int) -> None:
        """Create an error."""
        super().__init__("The queue is full.", retryable=True)
        self.retry_after = retry_after


class BadAudio(SpeechError):
    """The recording cannot be read."""

    kind = "bad_audio"


class DecoderCrashed(BadAudio):
    """The decoder broke down on this very recording: it would do so again."""

    kind = "crashed"


class TooLong(SpeechError):
    """The recording is longer than the limit."""

    kind = "too_long"


class Recognizer(Protocol):
    """An engine. It may be slow and it may block: it runs in a process of its own."""

    name: str

    def recognize(self, audio: Audio, language: str) -> Transcript:
        """Turn a recording into words.

        Args:
            audio: The recording.
            language: `zh` or `en`.

        Returns:
            What was understood.

        Raises:
            NothingHeard: There are no words in it.
            EngineUnavailable: The engine cannot work.
        """
        ...
