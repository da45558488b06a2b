"""Fills a database with the generated catalogue."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

from sqlalchemy import func, select, text
from sqlalchemy.engine import Engine

from bench.products import Generator
from catalog import schema
from catalog.engine import reading, upgrade_schema, writing
from catalog.product_index import IndexedProduct, ProductIndexer
from catalog.product_writer import BATCH, ProductWriter
from catalog.read_ahead import read_ahead
from catalog.statistics import refresh_statistics
from catalog.vocabulary_writer import write_vocabulary

#: Products in one transaction.
COMMIT_AFTER = 20 * BATCH


def fill(engine: Engine, count: int, progress: Callable[[int], None] | None = None) -> float:
    """Write products until there are enough; goes on where a broken run ended.

    Args:
        engine: To a database that belongs to the benchmark.
        count: How many products it shall have.
        progress: Called with the number of products after every transaction.

    Returns:
        Products written in a minute, 0 where all were there.
    """
    upgrade_schema(engine)
    generator = Generator()
    with reading(engine) as connection:
        present = int(connection.execute(select(func.count()).select_from(schema.products)).scalar_one())
    if not present:
        with writing(engine) as connection:
            write_vocabulary(connection, generator.files)
    brands: dict[str, tuple[str, ...]] = {
        str(row.values["id"]): (str(row.values["zh"]), str(row.values["en"]))
        for row in generator.files.vocabulary["brand"]
    }
    indexer = ProductIndexer(brands)
    began, first = time.monotonic(), present
    while present < count:
        with writing(engine) as connection:
            writer = ProductWriter(connection)
            until = min(present + COMMIT_AFTER, count)
            for batch in read_ahead(_batches(generator, indexer, present, until)):
                writer.write(batch)
            writer.finish()
        present = until
        if progress:
            progress(present)
    if first < count:
        with engine.begin() as connection:
            refresh_statistics(connection)
            if engine.dialect.name != "sqlite":
                connection.execute(text("ANALYZE TABLE products, product_specs, product_tags"))
    return (count - first) / (time.monotonic() - began) * 60 if count > first else 0.0


def _batches(generator: Generator, indexer: ProductIndexer, first: int, until: int) -> Iterator[list[IndexedProduct]]:
    for start in range(first, until, BATCH):
        yield [indexer.index(generator.product(number)) for number in range(start, min(start + BATCH, until))]


def say(message: str) -> None:
    """A line for whoever waits."""
    print(message, file=sys.stderr, flush=True)
