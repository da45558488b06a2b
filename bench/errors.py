"""Errors of the language benchmarks, with codes and one table of messages."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "K950": (
        "The public set {name} is not there: {path} is missing. Name the folder that holds `nlu/` with --data or with "
        "the setting BENCH_DATA."
    ),
    "K951": "The public set {name} cannot be read: {path}, line {line}: {detail}",
    "K952": "{where} changes the component {component}, which the pipeline does not have. It has: {components}.",
    "K953": "{where} holds the key '{key}', which says nothing here. Known are: {known}.",
    "K954": "The run {name} failed; it said last:\n{lines}",
    "K955": "There is no experiment {name}. bench/experiments.yml has: {names}.",
    "K956": "There are no results for a table yet: run `python -m tools.bench experiments` first.",
    "K957": "There is no fold {fold}; folds count from 1 to {count}.",
}


class BenchError(Exception):
    """A benchmark cannot be run as it was asked for.

    Attributes:
        code: Key of the message in `MESSAGES`.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        super().__init__(f"{code}: {MESSAGES[code].format(**details)}")
