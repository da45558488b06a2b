"""Processes that transcribe, with a queue in front. One that dies or hangs is replaced; only its own job is lost."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from speech.contract import Busy, DecoderCrashed, EngineTimeout, EngineUnavailable
from speech.settings import VoiceSettings

logger = logging.getLogger(__name__)

PROJECT = Path(__file__).resolve().parent.parent
#: A full queue is likely to have a place again after so many seconds.
RETRY_AFTER_S = 3
#: Loading a model for the first time, in seconds.
WARM_UP_S = 60
STOP_S = 2.0
_FAULTS = (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGFPE)
_LINE_LIMIT_BYTES = 4 * 1024 * 1024
_THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

Answer = dict[str, Any]


class WorkerDied(EngineUnavailable):
    """The process ended in the middle of the job."""

    kind = "worker_died"

    def __init__(self) -> None:
        """Create an error."""
        super().__init__("The process ended in the middle of the job.", retryable=True)


@dataclass
class PoolState:
    """What happens right now, for metrics.

    Attributes:
        running: Jobs in processes.
        waiting: Jobs in the queue.
        deaths: Processes that ended by themselves since the start.
        timeouts: Processes that were ended for taking too long.
    """

    running: int = 0
    waiting: int = 0
    deaths: int = 0
    timeouts: int = 0


@dataclass
class Pool:
    """Up to `settings.jobs` processes, started when they are needed.

    Attributes:
        settings: The limits.
        command: Starts a worker.
        state: What happens right now.
    """

    settings: VoiceSettings
    command: Callable[[VoiceSettings], list[str]] = field(default=lambda settings: worker_command(settings))
    state: PoolState = field(default_factory=PoolState)

    def __post_init__(self) -> None:
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._slots = asyncio.Semaphore(self.settings.jobs)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def run(self, question: Answer, recording: bytes, timeout_s: float) -> Answer:
        """Let a process do a job.

        Args:
            question: What to do; see `speech.worker`.
            recording: The file.
            timeout_s: Time for the work itself, in seconds.

        Returns:
            The answer.

        Raises:
            Busy: The queue is full.
            EngineTimeout: It took too long; the process was ended.
            WorkerDied: The process ended.
            DecoderCrashed: The process broke on this recording.
        """
        if self._slots.locked() and self.state.waiting >= self.settings.queue:
            raise Busy(RETRY_AFTER_S)
        self.state.waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self.state.waiting -= 1
        # The job goes on when the client hangs up, so that its process is clean for the next one.
        task = asyncio.ensure_future(self._work(question, recording, timeout_s))
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # nobody may be waiting for it any more

    async def _work(self, question: Answer, recording: bytes, timeout_s: float) -> Answer:
        self.state.running += 1
        worker: _Worker | None = None
        try:
            worker = await self._worker()
            answer = await asyncio.wait_for(worker.ask(question, recording), timeout_s)
            self._busy.discard(worker)
            self._idle.append(worker)
            return answer
        except asyncio.TimeoutError as error:
            self.state.timeouts += 1
            raise EngineTimeout(f"longer than {timeout_s:g} s") from error
        except (OSError, EOFError, asyncio.IncompleteReadError, ValueError) as error:
            self.state.deaths += 1
            logger.warning("A process that transcribes ended: %s", type(error).__name__)
            if worker is not None and await worker.crashed():
                raise DecoderCrashed("the process ended by a fault") from error
            raise WorkerDied from error
        finally:
            if worker is not None and worker in self._busy:
                self._busy.discard(worker)
                worker.kill()
            self.state.running -= 1
            self._slots.release()

    async def _worker(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                self._busy.add(worker)
                return worker
            self.state.deaths += 1
        worker = await _Worker.start(self.command(self.settings))
        self._busy.add(worker)
        return worker

    async def warm_up(self, engine: str, language: str) -> None:
        """Start every process and load a language's model, one process after the other.

        Args:
            engine: Name of the engine.
            language: `zh` or `en`.
        """
        question = {"engine": engine, "language": language, "most_seconds": 1, "warm_up": True}
        with contextlib.suppress(EngineUnavailable):
            await asyncio.gather(*(self.run(question, b"", WARM_UP_S) for _ in range(self.settings.jobs)))

    @property
    def process_ids(self) -> list[int]:
        """Ids of all processes, those at work first."""
        return [worker.pid for worker in (*self._busy, *self._idle) if worker.alive]

    async def close(self) -> None:
        """End all processes."""
        self._closed = True
        for worker in (*self._idle, *self._busy):
            worker.kill()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOP_S)
        for worker in self._idle:
            await worker.ended()
        self._idle.clear()


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, command: list[str]) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=PROJECT,
            env={**os.environ, **_THREADS},
            limit=_LINE_LIMIT_BYTES,
        )
        return cls(process)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ask(self, question: Answer, recording: bytes) -> Answer:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        stdin.write(json.dumps({**question, "bytes": len(recording)}).encode() + b"\n")
        stdin.write(recording)
        await stdin.drain()
        line = await stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        answer: Answer = json.loads(line)
        return answer

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def crashed(self) -> bool:
        """Whether the process ended itself by a fault, not because somebody killed it."""
        await self.ended()
        return self._process.returncode in _FAULTS

    async def ended(self) -> None:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._process.wait(), STOP_S)


def worker_command(settings: VoiceSettings) -> list[str]:
    """The command that starts a worker."""
    return [sys.executable, "-m", "speech.worker", str(settings.models), str(settings.niceness)]
