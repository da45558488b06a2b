"""Writes and reads language models in the ARPA format, which PocketSphinx and every other recogniser loads."""

from __future__ import annotations

import math
from pathlib import Path

from speech.lm.model import START, BackoffModel, Gram

#: log10 that stands for a probability of zero.
NEVER = -99.0


def write_arpa(model: BackoffModel, path: Path) -> None:
    """Write a model.

    Args:
        model: The model.
        path: The file; replaced only when everything is written.
    """
    draft = path.with_name(path.name + ".part")
    tables = [dict(table) for table in model.probabilities]
    tables[0].setdefault((START,), 0.0)
    with draft.open("w", encoding="utf-8") as file:
        file.write("\\data\\\n")
        for size, table in enumerate(tables, 1):
            file.write(f"ngram {size}={len(table)}\n")
        for size, table in enumerate(tables, 1):
            file.write(f"\n\\{size}-grams:\n")
            for gram in sorted(table):
                line = f"{_log(table[gram]):.5f}\t{' '.join(gram)}"
                if size < len(tables):
                    line += f"\t{_log(model.backoffs.get(gram, 1.0)):.5f}"
                file.write(line + "\n")
        file.write("\n\\end\\\n")
    draft.replace(path)


def read_arpa(path: Path) -> BackoffModel:
    """Read a model.

    Args:
        path: An ARPA file.

    Returns:
        The model.
    """
    probabilities: list[dict[Gram, float]] = []
    backoffs: dict[Gram, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.endswith("-grams:"):
            probabilities.append({})
        elif probabilities and "\t" in line:
            fields = line.split("\t")
            gram = tuple(fields[1].split(" "))
            if float(fields[0]) > NEVER:
                probabilities[-1][gram] = 10 ** float(fields[0])
            if len(fields) > 2:
                backoffs[gram] = 10 ** float(fields[2])
    return BackoffModel(probabilities, backoffs)


def _log(value: float) -> float:
    return max(NEVER, math.log10(value)) if value > 0 else NEVER
