"""Test sentences with what is right and what the model made of them; kept as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evaluation.errors import EvaluationError
from validation.examples import read_examples
from validation.ranking import Ranked
from validation.wording import say
from validation.yaml_tree import Table, read_tree

OUT_OF_SCOPE = "out_of_scope"
FALLBACK = "nlu_fallback"
_HAN = re.compile(r"[\u3400-\u9fff]")
_FORMAT = 1


@dataclass(frozen=True, order=True)
class Span:
    """An entity: from `start` to before `end`, in characters."""

    start: int
    end: int
    entity: str

    def overlaps(self, other: Span) -> bool:
        """Whether both share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Sentence:
    """A test sentence with what is right.

    Attributes:
        text: What a customer wrote.
        language: `zh`, `en` or `mixed`.
        intent: What they want.
        spans: Its entities.
    """

    text: str
    language: str
    intent: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Reading(Ranked):
    """A test sentence with what the model made of it.

    Attributes:
        sentence: The sentence.
        ranking: Intents with their confidences, the likeliest first, without the fallback.
        declined: Whether the assistant asked back instead of trusting the likeliest intent.
        found: The entities found.
    """

    sentence: Sentence
    ranking: tuple[tuple[str, float], ...]
    declined: bool = False
    found: tuple[Span, ...] = ()

    @property
    def guess(self) -> str:
        """The likeliest intent."""
        return self.ranking[0][0] if self.ranking else FALLBACK

    @property
    def answered_as(self) -> str:
        """What the customer's answer went by: the likeliest intent, or the fallback."""
        return FALLBACK if self.declined else self.guess

    @property
    def outside(self) -> bool:
        """Whether the sentence is none of the assistant's business."""
        return self.sentence.intent == OUT_OF_SCOPE

    @property
    def right(self) -> bool:
        """Whether the likeliest intent is right; what is out of scope is also right when it is asked back."""
        return self.guess == self.sentence.intent or (self.outside and self.declined)


def read_sentences(path: Path) -> list[Sentence]:
    """Read test sentences from a Rasa NLU file.

    Args:
        path: A YAML file as `data/nlu.yml`; a block without `metadata: {language: …}` is `zh` or `en` by its script.

    Raises:
        EvaluationError: The file cannot be read, is empty, or has broken annotations.
    """
    if not path.is_file():
        raise EvaluationError("K851", path=path, detail="it does not exist")
    tree, problem = read_tree(path, path.name)
    if problem:
        raise EvaluationError("K851", path=path, detail=f"line {problem.place.line}: {say(problem, 'en')}")
    _, examples = read_examples(tree.rows("nlu") if isinstance(tree, Table) else ())
    broken = next((example for example in examples if example.slips), None)
    if broken:
        detail = f"line {broken.place.line} has a broken annotation near '{broken.slips[0][1]}'"
        raise EvaluationError("K851", path=path, detail=detail)
    sentences = [
        Sentence(
            example.plain,
            str(example.block.language or ("zh" if _HAN.search(example.plain) else "en")),
            example.intent,
            tuple(Span(span.start, span.end, span.entity) for span in example.spans),
        )
        for example in examples
    ]
    if not sentences:
        raise EvaluationError("K852", path=path)
    return sentences


def save_readings(readings: Iterable[Reading], path: Path) -> None:
    """Keep predictions as JSON, so that they can be looked at again without the model."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {"format": _FORMAT, "readings": [asdict(reading) for reading in readings]}
    path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def load_readings(path: Path) -> list[Reading]:
    """Load kept predictions.

    Raises:
        EvaluationError: The file is missing or of another kind.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["format"] != _FORMAT:
            raise EvaluationError("K853", path=path, detail="it was made by another version")
        return [
            Reading(
                Sentence(**{**entry["sentence"], "spans": _spans(entry["sentence"]["spans"])}),
                tuple((str(name), float(confidence)) for name, confidence in entry["ranking"]),
                bool(entry["declined"]),
                _spans(entry["found"]),
            )
            for entry in kept["readings"]
        ]
    except OSError as error:
        raise EvaluationError("K853", path=path, detail=error.strerror) from error
    except (ValueError, KeyError, TypeError) as error:
        raise EvaluationError("K853", path=path, detail=f"it cannot be read ({error})") from error


def _spans(entries: Sequence[dict[str, object]]) -> tuple[Span, ...]:
    return tuple(Span(int(str(e["start"])), int(str(e["end"])), str(e["entity"])) for e in entries)
