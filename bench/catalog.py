"""How long searches take and how fast files are imported, at several sizes of the catalogue, on SQLite and on MySQL."""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import make_url

from bench.csv_import import import_csv
from bench.fill import fill, say
from bench.queries import questions
from bench.results import PROJECT, setting, write
from catalog.engine import create_catalog_engine

SIZES = (1_000, 100_000, 1_000_000)
#: Highest p95 in ms: up to 1,000 products, and above.
LIMITS_MS = (15.0, 60.0)
#: Rows of the CSV files whose import is measured.
IMPORTED = 100_000
#: So much more memory than with the smallest catalogue may be used with a larger one.
GROWTH_MIB = 64
#: What a server with a million products is given for its cache: MySQL's own 128 MiB hold a tenth of their indexes.
BUFFER_POOL = 1 << 30
#: The first questions of a process are slower; they are not counted, and are not those that are.
WARM_UP_SEED = 8
FOLDER = PROJECT / "var" / "bench"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fill the databases, measure, write the results.

    Returns:
        0, or 1 where a limit of time or memory is exceeded.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.bench catalog", description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="products (default: %(default)s)"
    )
    parser.add_argument("--on", nargs="+", choices=("sqlite", "mysql"), default=("sqlite", "mysql"))
    parser.add_argument("--import-rows", type=int, default=IMPORTED, metavar="N", help="0: none (default: %(default)s)")
    parser.add_argument("--drop", action="store_true", help="remove the databases afterwards (they are used again)")
    options = parser.parse_args(arguments)
    results = []
    for backend in options.on:
        for count in options.sizes:
            url = _database(backend, count)
            say(f"{backend}, {count:,} products: filling what is missing")
            # Each in a process of its own, so that the memory is that of this catalogue alone.
            rate = _alone(_fill, url, count)
            result = {
                "backend": backend,
                "products": count,
                "import_per_minute": round(rate),
                **_alone(measure, url, count),
            }
            results.append(result)
            say(_line(result))
            if options.drop:
                _drop(url)
    imports = {backend: _measure_import(backend, options.import_rows) for backend in options.on if options.import_rows}
    fast = all(kind["p95_ms"] <= _limit(result["products"]) for result in results for kind in result["kinds"].values())
    flat = is_flat(results)
    limits = {"limits_p95_ms": LIMITS_MS, "within_limits": fast, "limit_growth_mib": GROWTH_MIB, "memory_flat": flat}
    say(f"{write('catalog', {**limits, 'results': results, 'imports': imports})}")
    return 0 if fast and flat else 1


def is_flat(results: Sequence[dict[str, Any]]) -> bool:
    """Whether no catalogue takes much more memory than the smallest one on the same database.

    Args:
        results: Of all sizes and databases, in any order.
    """
    smallest: dict[str, int] = {}
    for result in sorted(results, key=lambda result: int(result["products"])):
        if result["memory_mib"] - smallest.setdefault(result["backend"], result["memory_mib"]) > GROWTH_MIB:
            return False
    return True


def _measure_import(backend: str, count: int) -> dict[str, Any]:
    url = _database(backend, f"csv_{count}")
    _drop(url)
    url = _database(backend, f"csv_{count}")
    try:
        say(f"{backend}: importing {count:,} rows of CSV")
        result = import_csv(url, count)
    finally:
        _drop(url)
    say(f"{backend}: {result['rows_per_minute']:,} rows a minute, {result['memory_mib']} MiB")
    return result


def measure(url: str, count: int) -> dict[str, Any]:
    """Ask other questions of the same kinds first, to warm up, then those that count, each once.

    Args:
        url: A filled database.
        count: How many products it has.

    Returns:
        Median and 95th percentile of each kind in ms (wall clock, and this process's own time), and the memory in MiB.
    """
    from catalog.shop import Shop

    asked, others = questions(count), questions(count, WARM_UP_SEED)
    shop = Shop.open(url)
    for query in chain.from_iterable(others.values()):
        shop.search.search(query)
    kinds = {}
    for kind, queries in asked.items():
        wall, own, found = [], [], 0
        for query in queries:
            began, used = time.perf_counter(), time.process_time()
            found += bool(shop.search.search(query).products)
            wall.append((time.perf_counter() - began) * 1000)
            own.append((time.process_time() - used) * 1000)
        kinds[kind] = {
            "p50_ms": round(statistics.median(wall), 1),
            "p95_ms": round(_p95(wall), 1),
            "own_p95_ms": round(_p95(own), 1),
            "answered": round(found / len(queries), 3),
        }
    shop.close()
    return {"kinds": kinds, "memory_mib": _memory_mib()}


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _memory_mib() -> int:
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


def _alone(function: Any, *arguments: Any) -> Any:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def _fill(url: str, count: int) -> float:
    from tqdm import tqdm

    with tqdm(total=count, unit=" products", mininterval=5) as bar:
        return fill(create_catalog_engine(url), count, lambda present: bar.update(present - bar.n))


def _database(backend: str, name: object) -> str:
    if backend == "sqlite":
        FOLDER.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{FOLDER / f'{name}.db'}"
    server, database = make_url(setting("TEST_MYSQL_URL")), f"kefu_bench_{name}"
    engine = create_catalog_engine(server.render_as_string(hide_password=False))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE DATABASE IF NOT EXISTS {database} CHARACTER SET utf8mb4"))
        connection.execute(text(f"SET GLOBAL innodb_buffer_pool_size = {BUFFER_POOL}"))
    engine.dispose()
    return str(server.set(database=database).render_as_string(hide_password=False))


def _drop(url: str) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(f"{parsed.database}{suffix}").unlink(missing_ok=True)
        return
    engine = create_catalog_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"DROP DATABASE {parsed.database}"))
    engine.dispose()


def _limit(count: int) -> float:
    return LIMITS_MS[count > SIZES[0]]


def _line(result: dict[str, Any]) -> str:
    kinds = ", ".join(f"{kind} {times['p50_ms']}/{times['p95_ms']}" for kind, times in result["kinds"].items())
    return f"{result['backend']}, {result['products']:,} products: p50/p95 in ms: {kinds}; {result['memory_mib']} MiB"
