"""Counters, gauges and histograms in Prometheus' text format, one set per process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import lru_cache

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
#: Upper bounds in seconds.
SECONDS_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

Labels = tuple[str, ...]


class Metric:
    """One metric with a fixed set of label names."""

    kind = "untyped"

    def __init__(self, name: str, text: str, labels: Iterable[str] = ()) -> None:
        """Create a metric.

        Args:
            name: Prometheus name.
            text: One sentence about it.
            labels: Names of its labels.
        """
        self.name, self.text, self.labels = name, text, tuple(labels)
        self._lock = threading.Lock()

    def lines(self) -> list[str]:
        """The metric's current values, one a line."""
        raise NotImplementedError

    def _series(self, values: Labels, suffix: str = "", **more: str) -> str:
        pairs = [*zip(self.labels, values, strict=True), *more.items()]
        inside = ",".join(f'{key}="{_escaped(value)}"' for key, value in pairs)
        return f"{self.name}{suffix}" + (f"{{{inside}}}" if inside else "")


class Counter(Metric):
    """A number that only grows."""

    kind = "counter"

    def __init__(self, name: str, text: str, labels: Iterable[str] = ()) -> None:
        super().__init__(name, text, labels)
        self._values: dict[Labels, float] = {} if self.labels else {(): 0.0}

    def add(self, *values: str, by: float = 1.0) -> None:
        """Count.

        Args:
            *values: Values of the labels, in their order.
            by: How much.
        """
        with self._lock:
            self._values[values] = self._values.get(values, 0.0) + by

    def lines(self) -> list[str]:
        """The counter's current values, one a line."""
        with self._lock:
            return [f"{self._series(labels)} {value:g}" for labels, value in sorted(self._values.items())]


class Gauge(Metric):
    """A number that goes up and down.

    Attributes:
        value: The number at present.
    """

    kind = "gauge"

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, text)
        self.value = 0.0

    def lines(self) -> list[str]:
        """The gauge's current value."""
        return [f"{self.name} {self.value:g}"]


class Histogram(Metric):
    """How often a measured value fell under each bound."""

    kind = "histogram"

    def __init__(
        self, name: str, text: str, labels: Iterable[str] = (), buckets: tuple[float, ...] = SECONDS_BUCKETS
    ) -> None:
        super().__init__(name, text, labels)
        self.buckets = buckets
        self._counts: dict[Labels, list[int]] = {}
        self._sums: dict[Labels, float] = {}

    def observe(self, *values: str, value: float) -> None:
        """Note a measured value.

        Args:
            *values: Values of the labels, in their order.
            value: What was measured.
        """
        with self._lock:
            counts = self._counts.setdefault(values, [0] * (len(self.buckets) + 1))
            for index, bound in enumerate(self.buckets):
                counts[index] += value <= bound
            counts[-1] += 1
            self._sums[values] = self._sums.get(values, 0.0) + value

    def lines(self) -> list[str]:
        """The histogram's current values, one a line."""
        lines = []
        with self._lock:
            for labels, counts in sorted(self._counts.items()):
                bounds = [*(f"{bound:g}" for bound in self.buckets), "+Inf"]
                for bound, count in zip(bounds, counts, strict=True):
                    lines.append(f"{self._series(labels, '_bucket', le=bound)} {count}")
                lines.append(f"{self._series(labels, '_sum')} {self._sums[labels]:.6f}")
                lines.append(f"{self._series(labels, '_count')} {counts[-1]}")
        return lines


class Metrics:
    """All metrics of this process."""

    def __init__(self) -> None:
        self.messages = Counter("kefu_messages_total", "Customer messages handled.", ("channel", "status"))
        self.seconds = Histogram("kefu_message_seconds", "Seconds from a message to its answer.", ("channel",))
        self.actions = Counter("kefu_actions_total", "Custom actions run.", ("action", "status"))
        self.sign_ins = Counter("kefu_sign_ins_total", "Sign-ins on the web page.", ("status",))
        self._sources: dict[str, Callable[[], str]] = {}

    def add_source(self, name: str, source: Callable[[], str]) -> None:
        """Let a part of the system add what it measures itself.

        Args:
            name: The part; a later source of the same name takes the place of the earlier one.
            source: Gives its metrics in Prometheus' text format.
        """
        self._sources[name] = source

    def text(self) -> str:
        """Everything in Prometheus' text format."""
        own = exposition((self.messages, self.seconds, self.actions, self.sign_ins))
        return own + "".join(source() for source in self._sources.values())


def exposition(measured: Iterable[Metric]) -> str:
    """Metrics in Prometheus' text format."""
    blocks = [[f"# HELP {m.name} {m.text}", f"# TYPE {m.name} {m.kind}", *m.lines()] for m in measured]
    return "\n".join(line for block in blocks for line in block) + "\n"


@lru_cache(maxsize=1)
def metrics() -> Metrics:
    """The metrics of this process."""
    return Metrics()


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
