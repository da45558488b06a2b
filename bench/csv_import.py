"""How fast a shop's CSV files get into an empty database, through the command line as a shop does it."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.products import Generator
from bench.results import PROJECT
from catalog.product_files import FIXED
from catalog.product_rows import ProductRow
from catalog.sample import VOCABULARY
from catalog.settings import SHOP_FOLDER

_SAID = 2000


def import_csv(url: str, count: int) -> dict[str, Any]:
    """Make files of generated products and import them with `python -m catalog import`.

    Args:
        url: A database without products.
        count: How many products.

    Returns:
        Seconds, rows a minute, and the most memory that the import had in MiB.

    Raises:
        BenchError: It failed.
    """
    with tempfile.TemporaryDirectory(prefix="kefu-bench-") as name:
        folder = Path(name)
        _write_files(folder, count)
        command = [sys.executable, "-m", "catalog", "--url", url]
        subprocess.run([*command, "migrate"], cwd=PROJECT, check=True)
        began = time.monotonic()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [*command, "import", str(folder)], cwd=PROJECT, stdout=said, stderr=subprocess.STDOUT
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.monotonic() - began
            said.seek(0)
            if process.returncode:
                lines = said.read()[-_SAID:].decode("utf-8", "replace")
                raise BenchError("K954", name="of the import", lines=lines)
    return {
        "rows": count,
        "seconds": round(seconds, 1),
        "rows_per_minute": round(count / seconds * 60),
        "memory_mib": used.ru_maxrss // 1024,
    }


def _write_files(folder: Path, count: int) -> None:
    """A shop's vocabulary and one file for each kind of product."""
    for name in VOCABULARY.values():
        shutil.copy(SHOP_FOLDER / name, folder / name)
    (folder / "products").mkdir()
    generator = Generator()
    rows: dict[str, list[ProductRow]] = {}
    for number in range(count):
        product = generator.product(number)
        rows.setdefault(product.values["category_id"], []).append(product)
    for category, products in rows.items():
        _write_file(folder / "products" / f"{category}.csv", products)


def _write_file(path: Path, products: list[ProductRow]) -> None:
    specs = sorted({spec for product in products for spec, _, _ in product.specs})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*FIXED, *specs])
        for product in products:
            cells = {**product.values, "brand": product.values["brand_id"]}
            cells |= {"aliases": "|".join(product.aliases), "tags": "|".join(product.tags)}
            cells |= {spec: text for spec, text, _ in product.specs}
            writer.writerow([cells.get(column, "") for column in (*FIXED, *specs)])
