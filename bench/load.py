"""Many customers at once who search and order; on MySQL the server is killed and restarted in the middle."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence

from bench.customers import Crowd
from bench.fill import say
from bench.own_server import OwnMySQL
from bench.results import PROJECT, write
from catalog.engine import create_catalog_engine

CUSTOMERS = 200
SECONDS = 60.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the crowd on SQLite and on a MySQL server of its own, and write what happened.

    Returns:
        0, or 1 where something was lost, doubled or wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.bench load", description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--on", nargs="+", choices=("sqlite", "mysql"), default=("sqlite", "mysql"))
    options = parser.parse_args(arguments)
    results = {}
    for backend in options.on:
        results[backend] = (
            on_mysql(options.customers, options.seconds)
            if backend == "mysql"
            else on_sqlite(options.customers, options.seconds)
        )
        say(f"{backend}: {results[backend]}")
    good = all(not result["wrong"] for result in results.values())
    say(f"{write('load', {'customers': options.customers, 'seconds': options.seconds, 'good': good, **results})}")
    return 0 if good else 1


def on_sqlite(customers: int, seconds: float) -> dict[str, object]:
    """The crowd on a SQLite file."""
    path = PROJECT / "var" / "bench" / "load.db"
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return Crowd(create_catalog_engine(f"sqlite:///{path}"), customers).run(seconds)


def on_mysql(customers: int, seconds: float) -> dict[str, object]:
    """The crowd on a MySQL server that is killed after a third of the time and comes back at once."""
    server = OwnMySQL()
    url = server.start_empty()
    try:
        crowd = Crowd(create_catalog_engine(url), customers)
        timer = threading.Timer(seconds / 3, server.kill_and_restart)
        timer.start()
        result = crowd.run(seconds)
        timer.join()
        return {**result, "server_away_s": round(server.away_s, 1)}
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
