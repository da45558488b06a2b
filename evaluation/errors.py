"""Errors of the evaluation package, with codes and one table of messages."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "K850": "There is no model of the present content ({path}). Train one with `make train`, then try again.",
    "K851": "The file {path} cannot be used as test data: {detail}",
    "K852": "The file {path} holds no test sentences. Give a Rasa NLU file with `nlu:` and `intent:` blocks.",
    "K853": "The file {path} is no record of predictions: {detail}. Run `make report` to make a new one.",
    "K854": "The test stories could not be run: {detail}",
}


class EvaluationError(Exception):
    """Something that a report needs is missing or wrong.

    Attributes:
        code: Key of the message in `MESSAGES`.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        super().__init__(f"{code}: {MESSAGES[code].format(**details)}")
