"""What the last reports said, kept as JSON, and what is different now."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from evaluation.readings import Reading
from evaluation.scores import Scores
from evaluation.stories import StoryResults

logger = logging.getLogger(__name__)
KEPT = 30  # reports
_NOTABLE = 0.005  # smaller differences of an F1 are left out


@dataclass
class Record:
    """What a report said, in numbers.

    Attributes:
        made_at: When, in ISO format.
        data: The file with the test sentences.
        model: The model's name.
        totals: Overall numbers by name.
        languages: Accuracy by language.
        intents: F1 by intent.
        entities: F1 by entity.
        answers: For each wrong sentence the intent it was taken for.
        sentences: All sentences, as `intent<tab>text`.
        failed_stories: Stories that went another way; `None` where none were run.
    """

    made_at: str
    data: str
    model: str
    totals: dict[str, float] = field(default_factory=dict)
    languages: dict[str, float] = field(default_factory=dict)
    intents: dict[str, float] = field(default_factory=dict)
    entities: dict[str, float] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    failed_stories: list[str] | None = None


@dataclass(frozen=True)
class Change:
    """A number before and now; `None` where there was or is none."""

    name: str
    before: float | None
    now: float | None

    @property
    def by(self) -> float | None:
        """The difference."""
        return None if self.before is None or self.now is None else self.now - self.before


@dataclass(frozen=True)
class Difference:
    """What is different since the last report.

    Attributes:
        since: When that was made.
        model: Its model.
        totals: Overall numbers, all of them.
        languages: Languages whose accuracy moved.
        intents: Intents whose F1 moved, worst first.
        entities: Entities whose F1 moved, worst first.
        mended: Sentences understood now and not before: text, intent, what it was taken for before.
        broken: Sentences understood before and not now: text, intent, what it is taken for now.
        stories: Stories that fail now and did not, and the other way round.
    """

    since: str
    model: str
    totals: list[Change]
    languages: list[Change]
    intents: list[Change]
    entities: list[Change]
    mended: list[tuple[str, str, str]]
    broken: list[tuple[str, str, str]]
    stories: tuple[list[str], list[str]]


def record(
    readings: Sequence[Reading],
    scores: Scores,
    stories: StoryResults | None,
    *,
    made_at: datetime,
    data: str,
    model: str,
) -> Record:
    """Take the numbers of a report.

    Args:
        readings: What the model made of each sentence.
        scores: Their scores.
        stories: How the test stories went, where they were run.
        made_at: When the report is made.
        data: The file with the test sentences.
        model: The model's name.
    """
    overall = scores.overall
    totals = {
        "accuracy": overall.accuracy, "answered": overall.answered, "asked_back": overall.asked_back,
        "macro_f1": scores.macro_f1, "entity_f1": overall.entities.f1,
    }  # fmt: skip
    if overall.caught is not None:
        totals["caught"] = overall.caught
    if stories is not None and stories.names:
        totals["stories"] = stories.passed / len(stories.names)
    return Record(
        made_at=made_at.isoformat(timespec="seconds"),
        data=data,
        model=model,
        totals=totals,
        languages={language: part.accuracy for language, part in scores.languages.items()},
        intents={intent: hits.f1 for intent, hits in scores.intents.items() if hits.support},
        entities={entity: hits.f1 for entity, hits in scores.entities.items() if hits.support},
        answers={_key(reading): reading.guess for reading in readings if not reading.right},
        sentences=[_key(reading) for reading in readings],
        failed_stories=None if stories is None else list(stories.failed),
    )


def last_record(folder: Path, data: str) -> Record | None:
    """The newest record over the same test sentences, or nothing.

    Args:
        folder: Where records are kept.
        data: The file with the test sentences.
    """
    for path in sorted(folder.glob("*.json"), reverse=True):
        try:
            kept = Record(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            logger.warning("The record %s of an earlier report is left out: %s", path, error)
            continue
        if kept.data == data:
            return kept
    return None


def keep(new: Record, folder: Path) -> Path:
    """Write a record and remove the oldest ones.

    Returns:
        The record's file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{new.made_at.replace(':', '').replace('+', 'p')}.json"
    path.write_text(json.dumps(asdict(new), ensure_ascii=False, indent=1), encoding="utf-8")
    for old in sorted(folder.glob("*.json"))[:-KEPT]:
        old.unlink()
    return path


def difference(before: Record, now: Record) -> Difference:
    """Compare two records.

    Args:
        before: The last report.
        now: This one.
    """
    both = set(before.sentences) & set(now.sentences)
    mended = sorted((*_split(key), before.answers[key]) for key in both & set(before.answers) - set(now.answers))
    broken = sorted((*_split(key), now.answers[key]) for key in both & set(now.answers) - set(before.answers))
    stories: tuple[list[str], list[str]] = ([], [])
    if before.failed_stories is not None and now.failed_stories is not None:
        failing, failed = set(now.failed_stories), set(before.failed_stories)
        stories = (sorted(failing - failed), sorted(failed - failing))
    return Difference(
        since=before.made_at,
        model=before.model,
        totals=[Change(name, before.totals.get(name), value) for name, value in now.totals.items()],
        languages=_moved(before.languages, now.languages),
        intents=_moved(before.intents, now.intents),
        entities=_moved(before.entities, now.entities),
        mended=mended,
        broken=broken,
        stories=stories,
    )


def _moved(before: dict[str, float], now: dict[str, float]) -> list[Change]:
    """The numbers that moved, the worst first, then new and vanished ones."""
    changes = [Change(name, before.get(name), now.get(name)) for name in sorted({*before, *now})]
    moved = [change for change in changes if change.by is None or abs(change.by) >= _NOTABLE]
    return sorted(moved, key=lambda change: (change.by is None, change.by or 0.0))


def _key(reading: Reading) -> str:
    return f"{reading.sentence.intent}\t{reading.sentence.text}"


def _split(key: str) -> tuple[str, str]:
    intent, _, text = key.partition("\t")
    return text, intent
