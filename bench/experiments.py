"""Compares variants of the pipeline on the same folds of the shop's examples, with several seeds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

from bench.augment import with_other_names
from bench.errors import BenchError
from bench.experiment_table import write_table
from bench.fill import say
from bench.folds import FOLDS
from bench.kept import content_fingerprint, entries, keep, pipeline_fingerprint
from bench.language_scores import own_content, written_in
from bench.nlu import sampled
from bench.own_content import Fold, own_folds, own_sentences
from bench.pipeline import Change, Config, changed, network, read_config, trained_longer
from bench.results import PROJECT
from bench.runs import Result, Run, carry_out
from evaluation.readings import Sentence
from understanding.language import LANGUAGES

VARIANTS_FILE = Path(__file__).with_name("experiments.yml")
TABLE = PROJECT / "docs" / "experiments.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is not kept yet, or write the table.

    Returns:
        0, or 1 where something failed; the other runs go on.
    """
    options = _parser().parse_args(arguments)
    name = "experiments-sample" if options.sample else "experiments"
    try:
        variants = read_variants(options.only)
        if options.table:
            write_table(entries(name, "runs"), read_variants(), read_config(), TABLE)
            say(f"The table: {TABLE}")
            return 0
    except BenchError as error:
        print(error, file=sys.stderr)
        return 1
    if options.folds > FOLDS:
        print(BenchError("K957", fold=options.folds, count=FOLDS), file=sys.stderr)
        return 1
    return _run(name, variants, options)


def read_variants(only: Sequence[str] | None = None) -> dict[str, Change]:
    """The variants by name, all or those that are named.

    Raises:
        BenchError: There is no such variant, or one is written wrong.
    """
    content = yaml.safe_load(VARIANTS_FILE.read_text(encoding="utf-8"))
    unknown = next((name for name in only or () if name not in content), None)
    if unknown is not None:
        raise BenchError("K955", name=unknown, names=", ".join(content))
    return {name: Change.read(content[name], f"{VARIANTS_FILE.name}, {name}") for name in only or content}


def _run(name: str, variants: dict[str, Change], options: argparse.Namespace) -> int:
    sentences = sampled(own_sentences(), options.sample)
    content, folds, good = content_fingerprint(sentences), own_folds(sentences), True
    # Every variant gets its first result before any gets its second.
    plan = [(s, f, v) for s in range(1, options.seeds + 1) for f in range(1, options.folds + 1) for v in variants]
    longer = f", {options.epochs} epochs" if options.epochs else ""  # kept beside the runs that the table tells of
    for seed, fold, variant in plan:
        label, change = f"{variant}, fold {fold}, seed {seed}{longer}", variants[variant]
        try:
            config = changed(read_config(), [change], variant)
            config = changed(config, trained_longer(config, options.epochs), variant)
            fingerprint = pipeline_fingerprint(config, change)
            kept = entries(name, "runs").get(label, {})
            if (kept.get("content"), kept.get("pipeline")) == (content, fingerprint) and not options.again:
                say(f"{label}: kept from {kept['at']}")
                continue
            result = run_variant(label, config, change, folds[fold - 1], seed, verbose=options.verbose)
        except BenchError as error:
            print(error, file=sys.stderr)
            good = False
            continue
        values = {
            "variant": variant, "fold": fold, "seed": seed, "content": content, "pipeline": fingerprint,
            "examples": len(sentences), "epochs": network(config).get("epochs"),
            **own_content(result.readings), **result.told(),
        }  # fmt: skip
        keep(name, "runs", label, values)
        say(f"{label}: intents {values['accuracy']:.1%}, entity F1 {values['entity_f1']:.1%}")
    return 0 if good else 1


def run_variant(label: str, config: Config, change: Change, fold: Fold, seed: int, *, verbose: bool = False) -> Result:
    """Train a variant on a fold and let it read the fold's test sentences.

    Args:
        label: For whoever waits.
        config: The configuration, changed already.
        change: What else differs.
        fold: Training and test sentences.
        seed: For everything random in the training.
        verbose: Tell every epoch.

    Raises:
        BenchError: It failed.
    """
    learned, tested = fold
    seeded = changed(config, [Change("", settings={_network_name(config): {"random_seed": seed}})], label)
    if change.copies:
        from components.names import catalogue_names

        learned = with_other_names(learned, catalogue_names(), change.copies, {sentence.text for sentence in tested})
    if not change.model_per_language:
        return carry_out(Run(label, seeded, learned, tested, change.catalogue), verbose=verbose)
    results = []
    for language in LANGUAGES:
        own = changed(seeded, [Change("", language=language)], label)
        # What has no language is learned by both, and read by the first, in whose language it is answered.
        part = [
            sentence for sentence in learned if written_in(sentence) not in LANGUAGES or _reader(sentence) == language
        ]
        asked = [sentence for sentence in tested if _reader(sentence) == language]
        run = Run(f"{label}, {language}", own, part, asked, change.catalogue)
        results.append(carry_out(run, verbose=verbose))
    return Result(
        [reading for result in results for reading in result.readings],
        round(sum(result.training_s for result in results), 1),
        round(sum(result.training_cpu_s for result in results), 1),
        sum(result.parameters for result in results),
        max(result.message_ms for result in results),
    )


def _reader(sentence: Sentence) -> str:
    language = written_in(sentence)
    return language if language in LANGUAGES else LANGUAGES[0]


def _network_name(config: Config) -> str:
    return str(network(config)["name"]).rpartition(".")[2]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.bench experiments",
        description=__doc__,
        epilog="The variants, with their reasons: bench/experiments.yml. Runs that are kept are not repeated until the "
        "examples, the pipeline or the catalogue's names change.",
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these variants (default: all)")
    parser.add_argument("--folds", type=int, default=1, metavar="N", help="the first N folds (default: %(default)s)")
    parser.add_argument("--seeds", type=int, default=2, metavar="N", help="seeds for each (default: %(default)s)")
    parser.add_argument("--epochs", type=int, metavar="N", help="train all variants so many epochs")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="try it out with so many sentences")
    parser.add_argument("--again", action="store_true", help="repeat runs that are kept")
    parser.add_argument("--table", action="store_true", help="only write docs/experiments.md from the kept runs")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell every epoch")
    return parser
