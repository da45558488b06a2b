"""Text messages while recordings are transcribed: whether those who type wait longer for those who speak.

Text messages come at an even rate, whether the earlier ones were answered or not, in stretches with and without
uploads in turn; in the former twenty recordings arrive at once, again and again. A machine that cannot answer as many
messages as asked for gets as many as it can bear (in a queue that only grows nothing can be compared), and is told so.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import yaml

from bench.fill import say
from bench.own_assistant import TEXTS, NotStarted, own_assistant
from bench.results import PROJECT, write
from bench.voice import QUESTIONS_FILE
from bench.voices import VOICES, missing_programs, spoken

RATE_PER_S = 50.0
UPLOADS = 20
SECONDS = 15.0
ROUNDS = 2
#: Customers of a stretch; each stretch has others, since long conversations take longer.
SENDERS = 100
#: Customers who send the next message when the last one was answered, to find out how much the machine can do.
CLOSED_LOOP, CLOSED_LOOP_S = 4, 6.0
MOST_OF_CAPACITY = 0.6
MOST_GROWTH = 0.3
TIMEOUT_S = 60.0


@dataclass
class Tally:
    """What happened in stretches of one kind.

    Attributes:
        latencies: Of text messages, from when they were due to their answer, in seconds.
        failed: Text messages that were not answered.
        uploads: Recordings by what came of them.
    """

    latencies: list[float] = field(default_factory=list)
    failed: int = 0
    uploads: Counter[str] = field(default_factory=Counter)

    def summary(self) -> dict[str, Any]:
        """Numbers to compare."""
        p50, p95 = np.percentile(self.latencies, (50, 95)) * 1000 if self.latencies else (0.0, 0.0)
        messages = len(self.latencies) + self.failed
        return {"messages": messages, "failed": self.failed, "p50_ms": round(p50, 1), "p95_ms": round(p95, 1)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the load against a server of its own, and write what happened.

    Returns:
        0, or 1 where text became slower than allowed, an upload was lost, or the machine cannot answer so many texts.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.bench voiceload", description=__doc__)
    parser.add_argument("--rate", type=float, default=RATE_PER_S, help="most messages a second (default: %(default)s)")
    parser.add_argument("--uploads", type=int, default=UPLOADS, help="recordings at once (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="length of a stretch (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="stretches of each kind (default: %(default)s)")
    parser.add_argument("--model", type=Path, help="the model (default: that of the present content)")
    options = parser.parse_args(arguments)
    if missing_programs():
        say(f"not measured, not installed: {', '.join(missing_programs())}")
        return 1
    from tools.content import current_model

    recordings = _recordings(options.uploads)
    with tempfile.TemporaryDirectory(dir=PROJECT / "var") as folder:
        try:
            with own_assistant(options.model or current_model(), Path(folder)) as address:
                capacity, quiet, busy = asyncio.run(_run(address, recordings, options))
        except NotStarted as error:
            print(error, file=sys.stderr)
            return 1
    growth = _growth(quiet, busy)
    lost = sum(count for outcome, count in busy.uploads.items() if outcome not in ("answered", "told when to retry"))
    rate = _rate(options.rate, capacity)
    good = growth <= MOST_GROWTH and not lost and not quiet.failed and not busy.failed and bool(busy.uploads)
    result = {
        "rate_asked_for_per_s": options.rate,
        "capacity_per_s": round(capacity, 1),
        "rate_per_s": round(rate, 1),
        "uploads_at_once": options.uploads,
        "good": good and rate >= options.rate,
        "good_at_this_rate": good,
        "without_uploads": quiet.summary(),
        "with_uploads": busy.summary(),
        "p95_growth_percent": round(100 * growth, 1),
        "uploads": dict(busy.uploads),
    }
    say(f"{result}")
    say(f"{write('voiceload', result)}")
    return 0 if result["good"] else 1


def _recordings(count: int) -> list[bytes]:
    questions = [
        text for texts in yaml.safe_load(QUESTIONS_FILE.read_text(encoding="utf-8")).values() for text in texts
    ]
    return [spoken(questions[i * 7 % len(questions)], VOICES[i % len(VOICES)]) for i in range(count)]


def _growth(quiet: Tally, busy: Tally) -> float:
    before, after = (np.percentile(tally.latencies or [np.inf], 95) for tally in (quiet, busy))
    return float(after / before - 1)


def _rate(asked: float, capacity: float) -> float:
    return min(asked, MOST_OF_CAPACITY * capacity)


async def _run(address: str, recordings: list[bytes], options: argparse.Namespace) -> tuple[float, Tally, Tally]:
    quiet, busy = Tally(), Tally()
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(address, timeout=timeout, connector=connector) as session:
        await _upload_all(session, recordings, Tally())
        capacity = await _capacity(session)
        rate = _rate(options.rate, capacity)
        for number in range(options.rounds):
            await _type(session, rate, options.seconds, quiet, f"{number}-quiet")
            speaking = asyncio.ensure_future(_speak(session, recordings, options.seconds, busy))
            await _type(session, rate, options.seconds, busy, f"{number}-busy")
            await speaking
    return capacity, quiet, busy


async def _capacity(session: aiohttp.ClientSession) -> float:
    """Messages a second that are answered while some customers always wait for one."""
    tally = Tally()
    started = time.monotonic()

    async def customer(number: int) -> None:
        while time.monotonic() < started + CLOSED_LOOP_S:
            await _say(session, f"capacity-{number % SENDERS}", number, time.monotonic(), tally)
            number += CLOSED_LOOP

    await asyncio.gather(*(customer(number) for number in range(CLOSED_LOOP)))
    return len(tally.latencies) / (time.monotonic() - started)


async def _type(session: aiohttp.ClientSession, rate: float, seconds: float, tally: Tally, stretch: str) -> None:
    started = time.monotonic()
    tasks = []
    for number in range(int(rate * seconds)):
        due = started + number / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        tasks.append(asyncio.ensure_future(_say(session, f"{stretch}-{number % SENDERS}", number, due, tally)))
    await asyncio.gather(*tasks)


async def _say(session: aiohttp.ClientSession, sender: str, number: int, due: float, tally: Tally) -> None:
    body = {"sender": f"voiceload-{sender}", "message": TEXTS[number % len(TEXTS)]}
    try:
        async with session.post("/webhooks/rest/webhook", json=body) as answer:
            answered = answer.status == 200 and bool(await answer.json())
    except (aiohttp.ClientError, asyncio.TimeoutError):
        answered = False
    if answered:
        tally.latencies.append(time.monotonic() - due)
    else:
        tally.failed += 1


async def _speak(session: aiohttp.ClientSession, recordings: list[bytes], seconds: float, tally: Tally) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        await _upload_all(session, recordings, tally)


async def _upload_all(session: aiohttp.ClientSession, recordings: list[bytes], tally: Tally) -> None:
    outcomes = await asyncio.gather(*(_upload(session, number, data) for number, data in enumerate(recordings)))
    tally.uploads.update(outcomes)
    if "answered" not in outcomes:
        await asyncio.sleep(1.0)


async def _upload(session: aiohttp.ClientSession, number: int, data: bytes) -> str:
    form = aiohttp.FormData({"sender": f"voiceload-speaker-{number}", "language": "en"})
    form.add_field("audio", data, filename="a.wav")
    try:
        async with session.post("/webhooks/voice/webhook", data=form) as answer:
            body = await answer.json()
            if answer.status == 503 and answer.headers.get("Retry-After", "").isdigit():
                return "told when to retry"
            return (
                "answered" if answer.status == 200 and body["messages"] else f"{answer.status} {body['error']['code']}"
            )
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        return type(error).__name__


if __name__ == "__main__":
    sys.exit(main())
