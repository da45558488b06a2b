"""Writes the report: one HTML page with everything in it, which opens by double click."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from evaluation.history import Difference, Record
from evaluation.readings import Span
from evaluation.scores import EntityMistake, Hits, Scores
from evaluation.stories import StoryResults

LANGUAGES = ("en", "zh")
WORST_CONFUSIONS = 20
_SENTENCES_SHOWN = 12  # of one confusion
_ENTITY_MISTAKES = 60
_SENTENCES_MOVED = 40
_BEHIND = 0.05  # an F1 in one language that is so much lower than in all is marked
_HERE = Path(__file__).parent
_TILES = ("accuracy", "answered", "asked_back", "caught", "entity_f1", "macro_f1", "stories")


@dataclass(frozen=True)
class Report:
    """What stands on the page.

    Attributes:
        record: Its numbers.
        scores: Scores of the sentences.
        stories: How the test stories went; `None` where they were not run.
        difference: What is different since the last report; `None` for the first.
        pictures: PNG by name: `matrix`, `histogram`, `curve`.
    """

    record: Record
    scores: Scores
    stories: StoryResults | None
    difference: Difference | None
    pictures: Mapping[str, bytes]


def write_page(report: Report, path: Path, language: str = "en") -> None:
    """Write the page.

    Args:
        report: What stands on it.
        path: Where to.
        language: `en` or `zh`: the language of its words.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(report, language), encoding="utf-8")


def render(report: Report, language: str = "en") -> str:
    """The page as HTML.

    Args:
        report: What stands on it.
        language: `en` or `zh`.
    """
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(percent=percent, points=points, data_uri=data_uri)

    def say(name: str, **values: object) -> str:
        return words()[name][language].format(**values)

    mistakes = report.scores.entity_mistakes
    return environment.get_template("page.html.j2").render(
        language=language,
        say=say,
        report=report,
        tiles=[name for name in _TILES if name in report.record.totals],
        before={change.name: change for change in report.difference.totals} if report.difference else {},
        intents=_weakest_first(report.scores.intents),
        entities=_weakest_first(report.scores.entities),
        confusions=report.scores.confusions[:WORST_CONFUSIONS],
        sentences_shown=_SENTENCES_SHOWN,
        sentences_moved=_SENTENCES_MOVED,
        behind=_BEHIND,
        entity_mistakes=[(mistake, marked(mistake)) for mistake in mistakes[:_ENTITY_MISTAKES]],
        entity_mistakes_more=len(mistakes) - _ENTITY_MISTAKES,
    )


def marked(mistake: EntityMistake) -> Markup:
    """The sentence of a mistake, with the right span underlined and the found one marked."""
    text = mistake.reading.sentence.text
    pieces = []
    cuts = {0, len(text)}
    for span in (mistake.right, mistake.found):
        cuts |= {span.start, span.end} if span else set()
    ordered = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    for start, end in pairwise(ordered):
        kinds = [
            name
            for name, span in (("there", mistake.right), ("found", mistake.found))
            if span and span.overlaps(Span(start, end, ""))
        ]
        piece = escape(text[start:end])
        pieces.append(Markup('<mark class="{}">{}</mark>').format(" ".join(kinds), piece) if kinds else piece)
    return Markup("").join(pieces)


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """The page's words by name and language."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load((_HERE / "words.yml").read_text(encoding="utf-8"))
    return loaded


def percent(value: float) -> str:
    """A share in percent."""
    return f"{100 * value:.1f} %"


def points(value: float) -> str:
    """A difference of shares in points, with its sign."""
    rounded = round(100 * value, 1)
    return "±0.0" if rounded == 0 else f"{rounded:+.1f}".replace("-", "−")


def data_uri(picture: bytes) -> str:
    """A PNG as an address that holds it."""
    return "data:image/png;base64," + base64.b64encode(picture).decode()


def _weakest_first(hits: Mapping[str, Hits]) -> Sequence[tuple[str, Hits]]:
    return sorted(hits.items(), key=lambda item: (item[1].f1, item[0]))
