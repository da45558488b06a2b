"""Runs the benchmarks: `python -m tools.bench [NAME] [OPTION…]`; without a name all of them, with their defaults."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

#: Name, module with a `main(arguments) -> int`, what it measures.
BENCHMARKS = {
    "catalog": ("bench.catalog", "searches at 1,000, 100,000 and 1,000,000 products, on SQLite and MySQL"),
    "load": ("bench.load", "200 customers at once who search and order, while the database is killed and restarted"),
    "turns": ("bench.turns", "what a message costs, beside the same model with Rasa's own store, graph and histories"),
    "voice": ("bench.voice", "how many of the shop's words the voice channel hears right"),
    "voiceload": ("bench.voiceload", "whether text is answered as fast while twenty recordings are transcribed"),
    "nlu": ("bench.nlu", "what the pipeline of config.yml understands: public sets, and the own examples in 5 folds"),
    "experiments": ("bench.experiments", "variants of the pipeline on the same folds (only when named: many hours)"),
}
#: Not among those that run without a name.
ON_REQUEST = ("experiments",)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark, or all.

    Args:
        arguments: The command line; that of the process by default.

    Returns:
        The highest exit status.
    """
    lines = "\n".join(f"  {name:12} {text}" for name, (_, text) in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench",
        description=__doc__,
        epilog=f"benchmarks:\n{lines}\n\nResults are written to reports/bench/NAME.json.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS), help="which one (default: all)")
    parser.add_argument("options", nargs=argparse.REMAINDER, help="options of that benchmark; `NAME --help` lists them")
    options = parser.parse_args(arguments)
    names = [options.name] if options.name else [name for name in BENCHMARKS if name not in ON_REQUEST]
    return max(int(importlib.import_module(BENCHMARKS[name][0]).main(options.options)) for name in names)


if __name__ == "__main__":
    sys.exit(main())
