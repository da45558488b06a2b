"""Trains a model from the present content: `python -m tools.train`. Nothing to do when nothing changed.

Where only examples or names of the catalogue changed since a model was trained from scratch, that model is fine-tuned:
its linear models learn all present examples, which takes about a minute. Everything else trains what Rasa's cache does
not have.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from runtime.quiet import hush
from tools.train_ahead import trained_ahead

logger = logging.getLogger(__name__)
KEPT_MODELS = 4  # the newest ones; older archives are removed
#: Share of a whole training's epochs. The network is not trained, but by their number Rasa's cache tells it from one
#: that was trained with all present examples.
TUNING_SHARE = 0.1


def main(arguments: list[str] | None = None) -> int:
    """Train if needed.

    Args:
        arguments: Command line arguments; those of the process by default.

    Returns:
        Exit status.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.train", description=__doc__)
    parser.add_argument("--force", action="store_true", help="train from scratch even if the content has not changed")
    parser.add_argument("--full", action="store_true", help="train from scratch where fine-tuning would do")
    options = parser.parse_args(arguments)
    hush()
    _ensure_catalogue()
    from tools.content import current_model, fingerprints, learned_before, model_path, model_to_tune, tuned_path

    model = current_model()
    content = fingerprints()
    scratch = options.force or (options.full and model != model_path(content))
    if model.exists() and not scratch:
        model.touch()  # Rasa and the server take the newest model
        print(f"The model of the present content is there: {model.relative_to(model.parents[1])}. Nothing to do.")
        return _adapt_voice()
    started = time.monotonic()
    model = model_path(content)
    base = None if scratch or options.full else model_to_tune(content)
    if base and _tune(base, tuned_path(model)):
        model = tuned_path(model)
    else:
        print("Training the model from the present content (several minutes; the bar counts epochs) …", flush=True)
        # The network leaves a processor free for the linear models.
        ahead = () if learned_before(content) and not options.force else ("SpanEnsemble", "IntentEnsemble")
        if not _train(model, ahead, force=options.force):
            print(
                "Training failed; the reason stands above. `make validate` checks the content in seconds.",
                file=sys.stderr,
            )
            return 1
    _remove_old(model.parent)
    print(f"Trained {model.relative_to(model.parents[1])} in {time.monotonic() - started:.0f} s.")
    return _adapt_voice()


def _ensure_catalogue() -> None:
    """Migrate the catalogue and fill an empty one with the sample shop: the names in it are part of the model."""
    from catalog.__main__ import main as catalog

    catalog(["init"])


def _adapt_voice() -> int:
    """Let the speech recognisers learn the same content and names; the exit status."""
    from tools.voice import build_all

    return build_all()


def _tune(base: Path, model: Path) -> bool:
    """Fine-tune; false where Rasa says that more than examples changed (a new intent, slot or action)."""
    from rasa.shared.exceptions import InvalidConfigException

    print(f"Only examples changed: fine-tuning {base.name} (about a minute; `make train ARGS=--full` trains anew) …")
    try:
        # The spans take longest; Rasa trains components by name, so it trains the intents meanwhile.
        return _train(model, ("SpanEnsemble",), model_to_finetune=str(base), finetuning_epoch_fraction=TUNING_SHARE)
    except InvalidConfigException:
        print("There is more to learn than examples of known intents.")
        return False


def _train(model: Path, ahead: Sequence[str], **options: Any) -> bool:
    """Train with Rasa; a second process trains the linear models of the components `ahead`."""
    from runtime.quiet import configure_logging, hush_tensorflow

    configure_logging()
    hush_tensorflow()
    with trained_ahead(*ahead):
        return _train_with_rasa(model, **options)


def _train_with_rasa(
    model: Path,
    *,
    force: bool = False,
    model_to_finetune: str | None = None,
    finetuning_epoch_fraction: float = 1.0,
) -> bool:
    import rasa
    from rasa.utils.tensorflow.environment import setup_tf_environment

    setup_tf_environment()
    os.environ["LOG_LEVEL"] = "INFO"  # after logging is set up quiet: Rasa shows its progress bar only at this level
    from tools.quick_messages import quick_messages
    from tools.quick_schema import quick_schema

    # Millions of objects live until the end, and few are garbage in a cycle: looking for it takes a sixth of the time.
    gc.disable()
    try:
        with quick_messages(), quick_schema():
            result = rasa.train(
                domain="domain.yml",
                config="config.yml",
                training_files=["data"],
                output=str(model.parent),
                fixed_model_name=model.name.removesuffix(".tar.gz"),
                force_training=force,
                model_to_finetune=model_to_finetune,
                finetuning_epoch_fraction=finetuning_epoch_fraction,
            )
    finally:
        gc.enable()
    return result.code == 0 and model.exists()


def _remove_old(folder: Path) -> None:
    """Keep the newest models; the newest that was trained from scratch stays in any case, others are tuned from it."""
    models = sorted(folder.glob("kefu-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    full = [path for path in models if "-tuned" not in path.name]
    for old in {*models[KEPT_MODELS:]} - {*full[:1]}:
        old.unlink()


if __name__ == "__main__":
    sys.exit(main())
