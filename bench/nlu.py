"""How well the pipeline of `config.yml` understands: on public sets, and cross-validated on the shop's own examples."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from bench.errors import BenchError
from bench.fill import say
from bench.folds import FOLDS
from bench.kept import keep, keep_readings
from bench.language_scores import intents_alone, intents_and_entities, with_rejections
from bench.own_content import CrossValidation, own_sentences
from bench.pipeline import Change, Config, changed, network, read_config, trained_longer
from bench.public_sets import PublicSet, data_folder, read_set
from bench.runs import Run, carry_out
from evaluation.readings import Reading, Sentence

OWN = "own"
SETS = ("hwu64", "clinc150", "smp2017", OWN)
SETS_FILE = Path(__file__).with_name("nlu_sets.yml")
_SHARES = ("intent_f1", "accuracy", "entity_f1", "oos_recall", "macro_f1")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write the results of each set as soon as it is finished.

    Returns:
        0, or 1 where a value is below its limit or a set is missing.
    """
    options = _parser().parse_args(arguments)
    name = "nlu-sample" if options.sample else "nlu"
    plan = yaml.safe_load(SETS_FILE.read_text(encoding="utf-8"))
    good = True
    public: dict[str, PublicSet] = {}
    for each in options.sets:
        if each != OWN:
            try:
                public[each] = read_set(each, data_folder(options.data))
            except BenchError as error:  # found before the first training; the other sets are measured all the same
                print(error, file=sys.stderr)
                good = False
    for each in [each for each in options.sets if each == OWN or each in public]:
        try:
            measured = _own(name, options) if each == OWN else _public(name, public[each], plan[each], options)
        except BenchError as error:
            print(error, file=sys.stderr)
            good = False
            continue
        limits = plan[each]["limits"]
        missed = {key: [measured[key], least] for key, least in limits.items() if measured[key] < least}
        path = keep(name, "sets", each, {**measured, "limits": limits, "below_limits": missed})
        _tell(each, measured, limits, path)
        good = good and not missed
    return 0 if good else 1


def _public(name: str, content: PublicSet, plan: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    """Train on a set's training part, read the others, and score."""
    config, changes = _configuration(content.name, plan.get("changes", ()), options)
    train, dev, test = (sampled(part, options.sample) for part in (content.train, content.dev, content.test))
    say(f"{content.name}: {len(train):,} training, {len(dev):,} validation and {len(test):,} test sentences")
    catalogue = all(change.catalogue for change in changes)
    result = carry_out(Run(content.name, config, train, [*dev, *test], catalogue), verbose=options.verbose)
    validation, tested = result.readings[: len(dev)], result.readings[len(dev) :]
    keep_readings(name, f"{content.name}-test", tested)
    if validation:
        keep_readings(name, f"{content.name}-validation", validation)
    return {
        **_scores(content.name, tested, validation, plan["limits"]),
        **result.told(),
        "training_sentences": len(train),
        **_told(config, changes),
    }


def _scores(name: str, tested: list[Reading], validation: list[Reading], limits: dict[str, float]) -> dict[str, Any]:
    if name == "hwu64":
        return intents_and_entities(tested)
    if name == "clinc150":
        return with_rejections(tested, validation, limits["accuracy"], limits["oos_recall"])
    figures = intents_alone(tested)
    return {**figures, "validation_accuracy": intents_alone(validation)["accuracy"]}


def _own(name: str, options: argparse.Namespace) -> dict[str, Any]:
    """Cross-validate the content."""
    config, changes = _configuration(OWN, (), options)
    folds = CrossValidation(name, sampled(own_sentences(), options.sample), config)
    folds.run(options.fold or range(1, FOLDS + 1), again=options.again, verbose=options.verbose)
    return {**folds.scores(), **_told(config, changes)}


def _configuration(
    name: str, entries: Sequence[dict[str, Any]], options: argparse.Namespace
) -> tuple[Config, list[Change]]:
    config = read_config()
    changes = [Change.read(entry, f"{SETS_FILE.name}, {name}") for entry in entries]
    changes += trained_longer(config, options.epochs)
    return changed(config, changes, name), changes


def _told(config: Config, changes: Sequence[Change]) -> dict[str, Any]:
    """What was trained, for the record."""
    epochs = network(config).get("epochs")
    return {"epochs": epochs, "changes": [change.told() for change in changes], "pipeline": config["pipeline"]}


def sampled(sentences: Sequence[Sentence], count: int) -> list[Sentence]:
    """So many sentences from everywhere, or all."""
    if not count or count >= len(sentences):
        return list(sentences)
    return [sentences[number * len(sentences) // count] for number in range(count)]


def _tell(name: str, measured: dict[str, Any], limits: dict[str, float], path: Path) -> None:
    figures = [key for key in {**dict.fromkeys(_SHARES), **limits} if key in measured]
    told = ", ".join(
        f"{key} {measured[key]:.1%}" + (f" (at least {limits[key]:.1%})" if key in limits else "") for key in figures
    )
    part = "" if measured.get("complete", True) else f" (folds {measured['folds']} only)"
    say(f"{name}{part}: {told}\n{name}: written to {path}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench nlu",
        description=__doc__,
        epilog="Limits, and where a run differs from config.yml: bench/nlu_sets.yml. Kept folds are used again until "
        "the examples, the pipeline or the catalogue's names change.",
    )
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS, help="which ones (default: all)")
    parser.add_argument("--data", type=Path, help="folder of the public sets (default: BENCH_DATA, ../shared/data)")
    parser.add_argument("--epochs", type=int, metavar="N", help="train so many epochs instead of those of config.yml")
    parser.add_argument("--fold", type=int, nargs="+", metavar="N", help="only these folds of the own content")
    parser.add_argument("--again", action="store_true", help="run folds again that are kept")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="try it out with so many sentences")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell every epoch")
    return parser
