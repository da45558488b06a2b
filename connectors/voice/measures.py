"""What is measured of the voice channel, in Prometheus' text format."""

from __future__ import annotations

from functools import lru_cache

from runtime.metrics import Counter, Gauge, Histogram, exposition
from speech.pool import PoolState
from speech.service import Attempt

RATIO_BUCKETS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0)


class VoiceMeasures:
    """All voice metrics of this process."""

    def __init__(self) -> None:
        self.recordings = Counter("kefu_voice_recordings_total", "Recordings by what came of them.", ("outcome",))
        self.attempts = Counter("kefu_voice_attempts_total", "Engines' tries at recordings.", ("engine", "outcome"))
        self.audio = Counter("kefu_voice_audio_seconds_total", "Seconds of sound transcribed.", ("engine",))
        self.ratio = Histogram(
            "kefu_voice_real_time_factor", "Seconds of work per second of sound.", ("engine",), RATIO_BUCKETS
        )
        self.running = Gauge("kefu_voice_running", "Recordings being transcribed.")
        self.waiting = Gauge("kefu_voice_queue", "Recordings that wait.")
        self.deaths = Gauge("kefu_voice_worker_deaths", "Processes that ended by themselves since the start.")
        self.timeouts = Gauge("kefu_voice_worker_timeouts", "Processes that were ended for taking too long.")

    def __call__(self, attempt: Attempt) -> None:
        """Note an engine's work on a recording."""
        self.attempts.add(attempt.engine, attempt.outcome)
        if attempt.outcome == "ok" and attempt.audio_seconds:
            self.audio.add(attempt.engine, by=attempt.audio_seconds)
            self.ratio.observe(attempt.engine, value=attempt.seconds / attempt.audio_seconds)

    def text(self, state: PoolState) -> str:
        """Everything in Prometheus' text format.

        Args:
            state: What the pool does right now.
        """
        self.running.value, self.waiting.value, self.deaths.value = state.running, state.waiting, state.deaths
        self.timeouts.value = state.timeouts
        counted = (self.recordings, self.attempts, self.audio, self.ratio)
        return exposition((*counted, self.running, self.waiting, self.deaths, self.timeouts))


@lru_cache(maxsize=1)
def measures() -> VoiceMeasures:
    """The voice metrics of this process."""
    return VoiceMeasures()
