"""A process that transcribes: `python -m speech.worker`. Asked on standard input, answers on standard output.

Every message is one line of JSON; a question's `bytes` says how many bytes of the recording follow it. The process
ends when its input does, so that none outlives the server.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

from speech.audio.decode import decode
from speech.audio.level import prepared, silence
from speech.audio.memory import limited_memory
from speech.contract import Audio, BadAudio, DecoderCrashed, EngineFailed, EngineUnavailable, SpeechError
from speech.engines.registry import Recognizers
from speech.settings import MOST_NICE


def serve(questions: BinaryIO, answers: BinaryIO, recognizers: Recognizers) -> None:
    """Answer questions until there are no more.

    Args:
        questions: Where they come from.
        answers: Where answers go.
        recognizers: The engines.
    """
    while line := questions.readline():
        question = json.loads(line)
        recording = questions.read(question["bytes"])
        started = time.perf_counter()
        answer = _answer(question, recording, recognizers)
        answer["seconds"] = round(time.perf_counter() - started, 4)
        answers.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
        answers.flush()


def _answer(question: dict[str, Any], recording: bytes, recognizers: Recognizers) -> dict[str, Any]:
    engine, language = question["engine"], question["language"]
    duration = 0.0
    try:
        if question.get("warm_up"):
            with contextlib.suppress(SpeechError):
                recognizers.recognize(engine, Audio(silence(0.5), 0.5), language)
            return {"ready": True}
        audio = _decoded(recording, question)
        duration = audio.duration
        transcript = recognizers.recognize(engine, prepared(audio), language)
        return {"transcript": transcript.to_json(), "duration": duration}
    except SpeechError as error:
        return _told(error, duration)
    except Exception as error:
        return _told(EngineFailed(f"{engine}: {type(error).__name__}: {error}"), duration)


def _decoded(recording: bytes, question: dict[str, Any]) -> Audio:
    try:
        with limited_memory(question["decode_megabytes"]):
            return decode(recording, question["most_seconds"])
    except SpeechError:
        raise
    except MemoryError as error:
        raise BadAudio("it takes more memory than a recording may") from error
    except Exception as error:
        raise DecoderCrashed(f"{type(error).__name__}: {error}") from error


def _told(error: SpeechError, duration: float) -> dict[str, Any]:
    retryable = isinstance(error, EngineUnavailable) and error.retryable
    return {"error": error.kind, "detail": error.detail, "retryable": retryable, "duration": duration}


def step_back(niceness: int) -> None:
    """Leave the processors to those who wait for a text.

    Args:
        niceness: From 0 to 19; with 19 the process takes only what nobody else wants at the moment, and whoever wakes
            up takes a processor from it at once, not after the milliseconds that even a nice process is granted.
    """
    with contextlib.suppress(OSError):
        os.nice(niceness)
        if niceness == MOST_NICE and hasattr(os, "SCHED_IDLE"):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def main() -> None:
    """Serve on this process's standard streams; what libraries print goes to standard error."""
    with contextlib.suppress(ImportError):
        import av  # noqa: F401 - its libraries count as what the process has, not as what a recording takes
    models, niceness = Path(sys.argv[1]), int(sys.argv[2])
    step_back(niceness)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers, Recognizers(models))


if __name__ == "__main__":
    main()
