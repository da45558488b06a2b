"""The pictures of the report, as PNG: confusion matrix, confidences, and the curve of the thresholds."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import font_manager
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from evaluation.readings import FALLBACK, Reading
from evaluation.scores import matrix
from evaluation.thresholds import MARGINS, THRESHOLDS, Choice, Outcome, Trial

Curves = list[tuple[str, str, list[float]]]

RIGHT, WRONG, ASKED, CAUGHT, INK = "#2a7f62", "#c2453b", "#c98a1b", "#3b5fb0", "#333333"
_DEFAULT_FONT = "DejaVu Sans"
_BINS = 20
_GOOD_SHOWN, _BAD_SHOWN = (0.6, 1.005), (0.0, 0.25)  # the part of the shares where decisions are made
_REDS = LinearSegmentedColormap.from_list("mistakes", ["#fbe3e0", WRONG, "#7a1a13"])
_GREENS = LinearSegmentedColormap.from_list("hits", ["#e2f1ec", RIGHT, "#0f4a37"])


def confusion_matrix(readings: Sequence[Reading]) -> bytes:
    """Draw what customers wanted against what the answer went by; mistakes red, right answers green."""
    rows, columns, counts = matrix(readings)
    size = max(5.0, 0.24 * len(columns) + 3)
    figure = Figure(figsize=(size, max(4.5, 0.24 * len(rows) + 3)), layout="constrained")
    axes = figure.subplots()
    top = max((max(line) for line in counts), default=1) or 1
    for hit, colours in ((False, _REDS), (True, _GREENS)):
        shown = [
            [
                value if value and (row == column) == hit else float("nan")
                for column, value in zip(columns, line, strict=True)
            ]
            for row, line in zip(rows, counts, strict=True)
        ]
        axes.imshow(shown, cmap=colours, norm=LogNorm(1, max(top, 2)), aspect="auto")
    for y, line in enumerate(counts):
        for x, value in enumerate(line):
            if value:
                axes.text(x, y, str(value), ha="center", va="center", fontsize=6, color="white" if value > 5 else INK)
    font = font_for(columns)
    names = ["(asked back)" if name == FALLBACK else name for name in columns]
    axes.set_xticks(range(len(columns)), names, rotation=90, fontsize=7, fontfamily=font)
    axes.set_yticks(range(len(rows)), rows, fontsize=7, fontfamily=font)
    axes.set_xticks([x - 0.5 for x in range(1, len(columns))], minor=True)
    axes.set_yticks([y - 0.5 for y in range(1, len(rows))], minor=True)
    axes.grid(which="minor", color="#e8e8e8", linewidth=0.5)
    axes.tick_params(which="both", length=0)
    axes.set_xlabel("answered as")
    axes.set_ylabel("what the customer wanted")
    return _png(figure)


def confidence_histogram(readings: Sequence[Reading], threshold: float | None = None) -> bytes:
    """Draw how sure the model was where its likeliest intent was right, and where it was wrong."""
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    above, below = figure.subplots(2, sharex=True)
    edges = [number / _BINS for number in range(_BINS + 1)]
    for axes, hit, colour, name in ((above, True, RIGHT, "right"), (below, False, WRONG, "wrong")):
        values = [r.confidence for r in readings if (r.guess == r.sentence.intent) == hit]
        axes.hist(values, bins=edges, color=colour, rwidth=0.92)
        axes.set_ylabel(f"{name}\n({len(values)} sentences)")
        if threshold is not None:
            axes.axvline(threshold, color=INK, linestyle="--", linewidth=1)
        _plain(axes)
    if threshold is not None:
        above.set_title(f"dashed: below {threshold:.2f} the assistant asks back", fontsize=9, loc="left")
    below.set_xlabel("confidence of the likeliest intent")
    below.set_xlim(0, 1)
    return _png(figure)


def threshold_curve(trial: Trial, choice: Choice, now: tuple[float, float] | None = None) -> bytes:
    """Draw what customers get over both thresholds.

    Args:
        trial: The held-out sentences.
        choice: The thresholds chosen; drawn as a line with its spread.
        now: The thresholds of today's `config.yml`; drawn dotted.
    """
    figure = Figure(figsize=(10, 6.5), layout="constrained")
    grid = figure.subplots(2, 2, sharex="col", sharey="row")
    by_threshold = [trial.outcome(value, choice.ambiguity) for value in THRESHOLDS]
    by_margin = [trial.outcome(choice.threshold, value) for value in MARGINS]
    sides = (
        ("threshold", THRESHOLDS, by_threshold, choice.threshold),
        ("ambiguity_threshold", MARGINS, by_margin, choice.ambiguity),
    )
    for side, (name, values, outcomes, chosen) in enumerate(sides):
        for row, curves in enumerate((_good(outcomes), _bad(outcomes))):
            axes = grid[row][side]
            for label, colour, heights in curves:
                axes.plot(values, heights, color=colour, label=label)
            axes.axvspan(*choice.spread[side], color=INK, alpha=0.08, linewidth=0, label="90 % of resamples")
            axes.axvline(chosen, color=INK, linewidth=1.2, label="chosen")
            if now is not None:
                axes.axvline(now[side], color=INK, linewidth=1, linestyle=":", label="now in config.yml")
            axes.set_xlim(float(values[0]), float(values[-1]))
            _plain(axes)
        was = "" if now is None else f", now {now[side]:.2f}"
        grid[0][side].set_title(f"{name}: chosen {chosen:.2f}{was}", fontsize=9, loc="left")
        grid[1][side].set_xlabel(name)
    grid[0][0].set_ylim(*_GOOD_SHOWN)
    grid[1][0].set_ylim(*_BAD_SHOWN)
    for axes, corner in zip(grid[:, 0], ("lower left", "upper left"), strict=True):
        axes.set_ylabel("share of sentences")
        axes.legend(loc=corner, fontsize=8, framealpha=0.9)
    return _png(figure)


def _good(outcomes: Sequence[Outcome]) -> Curves:
    return [
        ("answered rightly (of in-scope)", RIGHT, [outcome.right for outcome in outcomes]),
        ("out of scope caught", CAUGHT, [outcome.caught for outcome in outcomes]),
    ]


def _bad(outcomes: Sequence[Outcome]) -> Curves:
    return [
        ("answered wrongly (of all)", WRONG, [outcome.wrong for outcome in outcomes]),
        ("asked back needlessly (of in-scope)", ASKED, [outcome.needless for outcome in outcomes]),
    ]


def font_for(names: Iterable[str]) -> str:
    """A font that has every character of the names; intents may be named in Chinese.

    Returns:
        A family that matplotlib knows; its usual one where no installed font has them all.
    """
    return _font_with("".join(sorted({character for name in names for character in name})))


@lru_cache(maxsize=8)
def _font_with(characters: str) -> str:
    fonts = sorted(font_manager.fontManager.ttflist, key=lambda font: font.name != _DEFAULT_FONT)
    if characters.isascii():
        return _DEFAULT_FONT
    for font in fonts:
        try:
            known = FT2Font(font.fname).get_charmap()
        except (OSError, RuntimeError):  # a listed font file that is gone or broken
            continue
        if all(ord(character) in known for character in characters):
            return str(font.name)
    return _DEFAULT_FONT


def _plain(axes: object) -> None:
    axes.spines[["top", "right"]].set_visible(False)  # type: ignore[attr-defined]
    axes.grid(axis="y", color="#e8e8e8", linewidth=0.6)  # type: ignore[attr-defined]
    axes.set_axisbelow(True)  # type: ignore[attr-defined]


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=130)
    return buffer.getvalue()
