"""A recogniser for tests: it says what it was told to say."""

from __future__ import annotations

import time
from collections.abc import Iterable

from speech.contract import Alternative, Audio, NothingHeard, SpeechError, Transcript

#: Environment variable with what the fake engine of a worker process says; see `FakeRecognizer.scripted`.
SCRIPT_VARIABLE = "VOICE_FAKE_SCRIPT"


class FakeRecognizer:
    """Answers with prepared texts or errors, one after another; the last one stays."""

    name = "fake"

    def __init__(
        self,
        answers: Iterable[str | SpeechError] = ("hello",),
        confidence: float = 0.9,
        seconds: float = 0.0,
        alternatives: Iterable[str] = (),
    ) -> None:
        """Create a recogniser.

        Args:
            answers: What it says; an error is raised.
            confidence: Of every transcript, from 0 to 1.
            seconds: How long it takes.
            alternatives: What else each may have been, each half as likely as the one before.
        """
        self._answers = list(answers)
        self._confidence, self._seconds = confidence, seconds
        self._alternatives = tuple(
            Alternative(text, confidence * 0.5**rank) for rank, text in enumerate(alternatives, 1)
        )
        self.heard: list[tuple[Audio, str]] = []

    @classmethod
    def scripted(cls, script: str) -> FakeRecognizer:
        """A recogniser from one line of text: `TEXT[|CONFIDENCE[|SECONDS[|ALTERNATIVE…]]]`.

        Args:
            script: The line; an empty text stands for nothing heard.
        """
        given = script.split("|")
        text, confidence, seconds, *others = [*given, *("", "0.9", "0")[len(given) :]]
        return cls([text or NothingHeard()], float(confidence), float(seconds), others)

    def recognize(self, audio: Audio, language: str) -> Transcript:
        """Say the next answer; see `speech.contract.Recognizer`."""
        self.heard.append((audio, language))
        if self._seconds:
            time.sleep(self._seconds)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, SpeechError):
            raise answer
        others = self._alternatives
        return Transcript(answer, language, self._confidence, audio.duration, self.name, others, spoken=answer)
