"""Trains a model from the present content: `python -m tools.train`. Nothing to do when nothing changed."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time
from pathlib import Path

from runtime.quiet import hush

logger = logging.getLogger(__name__)
KEPT_MODELS = 3  # the newest ones; older archives are removed


def main(arguments: list[str] | None = None) -> int:
    """Train if needed.

    Args:
        arguments: Command line arguments; those of the process by default.

    Returns:
        Exit status.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.train", description=__doc__)
    parser.add_argument("--force", action="store_true", help="train even if the content has not changed")
    options = parser.parse_args(arguments)
    hush()
    _ensure_catalogue()
    from tools.content import MODELS, current_model

    model = current_model()
    if model.exists() and not options.force:
        model.touch()  # Rasa and the server take the newest model
        print(f"The model of the present content is there: {model.relative_to(model.parents[1])}. Nothing to do.")
        return 0
    print("Training the model from the present content (several minutes; the bar counts DIET's epochs) …", flush=True)
    started = time.monotonic()
    if not _train(model, force=options.force):
        print(
            "Training failed; the reason stands above. `make validate` checks the content in seconds.", file=sys.stderr
        )
        return 1
    for old in sorted(MODELS.glob("kefu-*.tar.gz"), key=lambda path: path.stat().st_mtime)[:-KEPT_MODELS]:
        old.unlink()
    print(f"Trained {model.relative_to(model.parents[1])} in {time.monotonic() - started:.0f} s.")
    return 0


def _ensure_catalogue() -> None:
    """Migrate the catalogue and fill an empty one with the sample shop: the names in it are part of the model."""
    from catalog.__main__ import main as catalog

    catalog(["init"])


def _train(model: Path, *, force: bool) -> bool:
    from runtime.quiet import configure_logging, hush_tensorflow

    configure_logging()
    hush_tensorflow()
    import rasa
    from rasa.utils.tensorflow.environment import setup_tf_environment

    setup_tf_environment()
    os.environ["LOG_LEVEL"] = "INFO"  # after logging is set up quiet: Rasa shows its progress bar only at this level
    result = rasa.train(
        domain="domain.yml",
        config="config.yml",
        training_files=["data"],
        output=str(model.parent),
        fixed_model_name=model.name.removesuffix(".tar.gz"),
        force_training=force,
    )
    return result.code == 0 and model.exists()


if __name__ == "__main__":
    sys.exit(main())
