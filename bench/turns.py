"""What a customer's message costs: Rasa's own parts, and the ones that take their place, with the same model.

Both answer the same conversations with the same actions in the same process, in turns of a few seconds each, so that a
machine whose speed changes changes both. Rasa's own: its SQL store on a SQLite file, dask, its histories and checks.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.fill import say
from bench.own_assistant import TEXTS
from bench.results import PROJECT, write

ROUNDS = 3
TURNS = 15
OURS, STOCK = "ours", "stock"


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, and write the times.

    Returns:
        0, or 1 where ours is not the quicker one.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.bench turns", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of each (default: %(default)s)")
    parser.add_argument("--turns", type=int, default=TURNS, help="messages of a conversation (default: %(default)s)")
    parser.add_argument("--model", type=Path, help="the model (default: that of the present content)")
    parser.add_argument("--one", choices=(OURS, STOCK), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        print(json.dumps(asyncio.run(conversations(options.one, options.model, options.turns))))
        return 0
    from tools.content import current_model

    model = options.model or current_model()
    times: dict[str, list[list[float]]] = {OURS: [], STOCK: []}
    for number in range(options.rounds):
        for kind, rounds in times.items():
            rounds.append(_in_a_process(kind, model, options.turns))
            say(f"round {number + 1}, {kind}: {statistics.median(rounds[-1]):.1f} ms a message (median)")
    result: dict[str, Any] = {"turns": options.turns}
    for kind, rounds in times.items():
        result[kind] = {
            "ms": round(statistics.median(time for one in rounds for time in one), 2),
            "ms_of_the_first_five_turns": _part(rounds, options.turns, slice(0, 5)),
            "ms_of_the_last_five_turns": _part(rounds, options.turns, slice(-5, None)),
        }
    result["times_quicker"] = round(result[STOCK]["ms"] / result[OURS]["ms"], 2)
    result["good"] = result["times_quicker"] > 1
    say(f"{result}")
    say(f"{write('turns', result)}")
    return 0 if result["good"] else 1


def _part(rounds: list[list[float]], turns: int, part: slice) -> float:
    chosen = [
        time for one in rounds for first in range(0, len(one), turns) for time in one[first : first + turns][part]
    ]
    return round(statistics.median(chosen), 2)


def _in_a_process(kind: str, model: Path, turns: int) -> list[float]:
    command = [sys.executable, "-m", "bench.turns", "--one", kind, "--model", str(model), "--turns", str(turns)]
    with tempfile.TemporaryDirectory() as folder:
        settings = {"CATALOG_URL": f"sqlite:///{folder}/shop.db", "VAR_DIR": folder}
        done = subprocess.run(
            command, cwd=PROJECT, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True, check=True
        )
    times: list[float] = json.loads(done.stdout.splitlines()[-1])
    return times


async def conversations(kind: str, model: Path, turns: int) -> list[float]:
    """Have a conversation about each text, the text again and again.

    Args:
        kind: With our parts, or with Rasa's own.
        model: The model.
        turns: Messages of a conversation.

    Returns:
        How long each message took, in milliseconds, one conversation after the other.
    """
    from runtime import quiet
    from runtime.settings import Settings
    from server import checks

    quiet.hush()
    quiet.configure_logging()
    checks.on_path()
    checks.prepare_catalogue()
    from rasa.core.agent import Agent
    from rasa.core.tracker_store import SQLTrackerStore

    from runtime.actions_endpoint import InProcessActions
    from runtime.quick_turns import install_quick_turns, keep_what_stays
    from stores.trackers import QuickSQLiteTrackerStore

    settings = Settings.from_env(os.environ)
    agent = Agent.load(model, action_endpoint=InProcessActions())
    store = agent.processor.tracker_store = (
        QuickSQLiteTrackerStore(agent.domain, settings)
        if kind == OURS
        else SQLTrackerStore(agent.domain, host=f"sqlite:///{settings.conversations_file}")
    )
    agent.tracker_store = store
    if kind == OURS:
        install_quick_turns()
        keep_what_stays()
    times = []
    await agent.handle_text(TEXTS[0], sender_id="warm-up")
    for number, text in enumerate(TEXTS):
        for _ in range(turns):
            started = time.perf_counter()
            await agent.handle_text(text, sender_id=f"turns-{number}")
            times.append(1000 * (time.perf_counter() - started))
    return times


if __name__ == "__main__":
    sys.exit(main())
