"""Cross-validates the shop's own examples, fold by fold; folds that are done stay done while nothing changes."""

from __future__ import annotations

import contextlib
import io
import statistics
from collections.abc import Sequence
from typing import Any

from bench.errors import BenchError
from bench.fill import say
from bench.folds import FOLDS, folds
from bench.kept import content_fingerprint, entries, keep, keep_readings, pipeline_fingerprint, readings_file
from bench.language_scores import brief, own_content, written_in
from bench.pipeline import Config
from bench.results import PROJECT
from bench.runs import EFFORT, Run, carry_out
from evaluation.readings import Sentence, load_readings, read_sentences

EXAMPLES = PROJECT / "data" / "nlu.yml"
Fold = tuple[list[Sentence], list[Sentence]]


def own_sentences() -> list[Sentence]:
    """The examples of the content; the catalogue, whose names are part of the pipeline, is filled if it is empty."""
    from catalog.__main__ import main as catalog

    with contextlib.redirect_stdout(io.StringIO()):
        catalog(["init"])
    return read_sentences(EXAMPLES)


def own_folds(sentences: Sequence[Sentence]) -> list[Fold]:
    """Training and test sentences of each fold, intents and languages spread evenly."""
    split = []
    for part in folds([(sentence.intent, written_in(sentence)) for sentence in sentences]):
        tested = set(part)
        learned = [sentence for place, sentence in enumerate(sentences) if place not in tested]
        split.append((learned, [sentences[place] for place in part]))
    return split


class CrossValidation:
    """The folds of one pipeline over one content, with those that are kept."""

    def __init__(self, name: str, sentences: Sequence[Sentence], config: Config) -> None:
        """Prepare the folds.

        Args:
            name: The benchmark under whose name results are kept.
            sentences: The content's examples.
            config: The configuration.
        """
        self._name = name
        self._config = config
        self._folds = own_folds(sentences)
        self._fingerprint = f"{content_fingerprint(sentences)}-{pipeline_fingerprint(config)}"

    def run(self, asked: Sequence[int], *, again: bool = False, verbose: bool = False) -> None:
        """Run folds and keep each as soon as it is done.

        Args:
            asked: Their numbers, from 1.
            again: Run also those that are kept.
            verbose: Tell every epoch.

        Raises:
            BenchError: There is no such fold, or a run failed.
        """
        wrong = next((number for number in asked if not 1 <= number <= FOLDS), None)
        if wrong is not None:
            raise BenchError("K957", fold=wrong, count=FOLDS)
        for number in asked:
            label = f"own, fold {number} of {FOLDS}"
            kept = self.kept().get(number)
            if kept and not again:
                say(f"{label}: kept from {kept['at']}")
                continue
            learned, tested = self._folds[number - 1]
            say(f"{label}: {len(learned):,} training and {len(tested):,} test sentences")
            result = carry_out(Run(label, self._config, learned, tested), verbose=verbose)
            keep_readings(self._name, f"own-{number}", result.readings)
            values = {"fingerprint": self._fingerprint, **result.told(), **brief(result.readings)}
            keep(self._name, "folds", str(number), values)
            say(f"{label}: intents {values['accuracy']:.1%}, entity F1 {values['entity_f1']:.1%}")

    def kept(self) -> dict[int, dict[str, Any]]:
        """The folds that are done, of this pipeline and this content."""
        there = {int(number): entry for number, entry in entries(self._name, "folds").items()}
        return {
            number: entry
            for number, entry in sorted(there.items())
            if entry["fingerprint"] == self._fingerprint and readings_file(self._name, f"own-{number}").is_file()
        }

    def scores(self) -> dict[str, Any]:
        """Scores over all sentences of the folds that are done, and the mean effort of a fold."""
        kept = self.kept()
        readings = [reading for number in kept for reading in load_readings(readings_file(self._name, f"own-{number}"))]
        effort = {key: round(statistics.mean(entry[key] for entry in kept.values()), 1) for key in EFFORT}
        return {**own_content(readings), **effort, "folds": sorted(kept), "complete": len(kept) == FOLDS}
