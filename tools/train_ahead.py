"""Trains linear models in a process of their own, while `tools.train` does the rest with another processor."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml

from runtime.quiet import configure_logging, hush

PROJECT = Path(__file__).parents[1]
LOG = PROJECT / "var" / "log" / "train-ahead.log"
logger = logging.getLogger(__name__)


@contextmanager
def trained_ahead(*components: str) -> Iterator[None]:
    """Let another process train the linear models of components, for Rasa's training inside the block to take.

    The other process reads the content by itself. What it has trained is only taken where it was trained from the very
    same examples; else, or where the machine has one processor, the component trains in its place.

    Args:
        components: Names of classes, in the order in which they are trained.
    """
    if not components or len(os.sched_getaffinity(0)) < 2:
        yield
        return
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kefu-ahead-") as folder, LOG.open("wb") as log:
        command = [sys.executable, "-m", "tools.train_ahead", folder, *components]
        with subprocess.Popen(command, cwd=PROJECT, stdout=log, stderr=subprocess.STDOUT) as process:
            from components.ahead import Ahead
            from components.ensemble import Ensemble

            Ensemble.ahead = Ahead(Path(folder), lambda: process.poll() is None, components)
            try:
                yield
            finally:
                Ensemble.ahead = None
                if process.poll():
                    logger.warning("Nothing was trained in a second process: %s tells why.", LOG.relative_to(PROJECT))
                process.kill()


def main(arguments: Sequence[str]) -> None:
    """Train.

    Args:
        arguments: The folder for the models, and the components.
    """
    folder, *names = arguments
    hush()
    configure_logging()
    from rasa.nlu.utils.spacy_utils import SpacyModel
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.shared.utils.common import class_from_module_path

    from components.ahead import Ahead
    from components.names import catalogue_names, common_names
    from components.spacy_pipeline import ShopSpacyNLP, build_pipeline

    data = TrainingDataImporter.load_nlu_importer_from_config("config.yml", "domain.yml", ["data"]).get_nlu_data()
    pipeline = SpacyModel(model=build_pipeline({**catalogue_names(), **common_names()}), model_name="ahead")
    with_docs = ShopSpacyNLP(pipeline, ShopSpacyNLP.get_default_config(), None, None).process_training_data(data)
    config = yaml.safe_load(Path("config.yml").read_text(encoding="utf-8"))
    settings = {entry["name"].rpartition(".")[2]: entry for entry in config["pipeline"]}
    for name in names:
        if name in settings:
            component = class_from_module_path(settings[name]["name"])
            own = {key: value for key, value in settings[name].items() if key != "name"}
            trained = component({**component.get_default_config(), **own}, None, None)
            trained.train_ahead(with_docs, Ahead(Path(folder), lambda: False))


if __name__ == "__main__":
    main(sys.argv[1:])
