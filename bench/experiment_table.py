"""Writes the results of the experiments as a table for the documentation."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bench.errors import BenchError
from bench.kept import pipeline_fingerprint
from bench.pipeline import Change, Config, changed

_TEMPLATE = "experiments.md.j2"
_LANGUAGES = (("zh", "languages"), ("en", "languages"), ("mixed", "blocks"))


def write_table(
    runs: Mapping[str, Mapping[str, Any]], variants: Mapping[str, Change], config: Config, path: Path
) -> None:
    """Write the table of the newest results that can be compared: those over the same content, code and pipeline.

    Args:
        runs: The kept runs.
        variants: All variants, in the order of the table; those without a run are left out.
        config: What they are variants of; runs of another one, or with other epochs, do not count.
        path: Where to.

    Raises:
        BenchError: There are no runs.
    """
    expected = {
        name: pipeline_fingerprint(changed(config, [change], name), change) for name, change in variants.items()
    }
    known = [run for run in runs.values() if run["pipeline"] == expected.get(run["variant"])]
    if not known:
        raise BenchError("K956")
    newest = max(known, key=lambda run: run["at"])
    by_variant: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for run in known:
        if run["content"] == newest["content"]:
            by_variant[run["variant"]].append(run)
    rows = [
        {"name": name, "reason": change.reason, **_row(by_variant[name])}
        for name, change in variants.items()
        if name in by_variant
    ]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    text = environment.get_template(_TEMPLATE).render(
        rows=rows,
        examples=newest["examples"],
        folds=len({run["fold"] for runs in by_variant.values() for run in runs}),
        day=newest["at"].partition("T")[0],
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _row(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The cells of a variant."""
    languages = {
        name: _spread([run[kind][name]["accuracy"] for run in runs if name in run[kind]]) for name, kind in _LANGUAGES
    }
    return {
        "runs": len(runs),
        "accuracy": _spread([run["accuracy"] for run in runs]),
        "entity_f1": _spread([run["entity_f1"] for run in runs]),
        **languages,
        "seconds": f"{statistics.mean(run['training_s'] for run in runs):.0f}",
        "cpu_seconds": f"{statistics.mean(run['training_cpu_s'] for run in runs):.0f}",
        "millions": f"{statistics.mean(run['parameters'] for run in runs) / 1e6:.1f}",
        "message_ms": f"{statistics.mean(run['message_ms'] for run in runs):.0f}",
        "epochs": runs[-1]["epochs"],
    }


def _spread(values: Sequence[float]) -> str:
    """Mean and standard deviation in percent."""
    if not values:
        return ""
    mean = f"{100 * statistics.mean(values):.1f}"
    return f"{mean} ± {100 * statistics.stdev(values):.1f}" if len(values) > 1 else mean
