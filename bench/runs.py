"""One run of a language benchmark: a configuration, what it learns from, what it is asked, and what it answered."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import yaml

from bench.errors import BenchError
from bench.fill import say
from bench.nlu_run import ASKED, CONFIG, OUTCOME, READINGS, SAID, TRAINING
from bench.pipeline import Config
from bench.results import PROJECT
from catalog.engine import create_catalog_engine, upgrade_schema
from evaluation.readings import Reading, Sentence, load_readings, save_readings

#: A configuration may say this where a folder with the catalogue's names for jieba is meant.
CATALOGUE_DICTIONARY = "CATALOGUE_DICTIONARY"
#: What is recorded of a run's effort, see `Result`.
EFFORT = ("training_s", "training_cpu_s", "parameters", "message_ms")
_EPOCH = re.compile(
    r"Epochs: .*\| (?P<now>\d+)/(?P<all>\d+) \[(?P<since>[\d:]+)<[^,]*,[^,\]]*(?:, (?P<figures>[^\]]+))?"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LAST_LINES = 25


@dataclass(frozen=True)
class Run:
    """What is trained and asked.

    Attributes:
        name: For whoever waits.
        config: Rasa's configuration.
        training: What it learns from.
        asked: What the model reads.
        catalogue: Whether the pipeline knows the names of the shop's catalogue; else those of an empty one.
    """

    name: str
    config: Config
    training: Sequence[Sentence]
    asked: Sequence[Sentence]
    catalogue: bool = True


@dataclass(frozen=True)
class Result:
    """What came out.

    Attributes:
        readings: What the model made of each sentence, in order.
        training_s: Seconds of the training, without the start of Python.
        training_cpu_s: Processor seconds of it, which do not depend on what else the machine does.
        parameters: Trained numbers of the networks.
        message_ms: Milliseconds a message, the median.
    """

    readings: list[Reading]
    training_s: float
    training_cpu_s: float
    parameters: int
    message_ms: float

    def told(self) -> dict[str, Any]:
        """The effort, for the record."""
        return {key: getattr(self, key) for key in EFFORT}


def carry_out(run: Run, *, verbose: bool = False) -> Result:
    """Train and read, in a process of its own.

    Args:
        run: What to do.
        verbose: Tell every epoch, not only what is finished.

    Raises:
        BenchError: It failed.
    """
    # Models, Rasa's cache and TensorFlow's checkpoints go where TMPDIR says, and are gone afterwards.
    with tempfile.TemporaryDirectory(prefix="kefu-bench-") as name:
        folder = Path(name)
        environment = {**os.environ, "RASA_CACHE_DIRECTORY": str(folder / "cache"), "TMPDIR": name}
        if not run.catalogue:
            environment["CATALOG_URL"] = f"sqlite:///{folder / 'empty.db'}"
            engine = create_catalog_engine(environment["CATALOG_URL"])
            upgrade_schema(engine)
            engine.dispose()
        _write(run, folder)
        command = [sys.executable, "-m", "bench.nlu_run", name]
        with subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            try:
                last = _follow(process.stdout, run.name, verbose)  # type: ignore[arg-type]
            except BaseException:
                process.kill()
                raise
        if process.returncode or not (folder / OUTCOME).is_file():
            raise BenchError("K954", name=run.name, lines="\n".join(last))
        outcome = json.loads((folder / OUTCOME).read_text(encoding="utf-8"))
        return Result(load_readings(folder / READINGS), **outcome)


def _write(run: Run, folder: Path) -> None:
    config = yaml.safe_dump(run.config, allow_unicode=True, sort_keys=False)
    if CATALOGUE_DICTIONARY in config:
        (folder / "dictionary").mkdir()
        (folder / "dictionary" / "names.txt").write_text("\n".join(_chinese_names()), encoding="utf-8")
        config = config.replace(CATALOGUE_DICTIONARY, str(folder / "dictionary"))
    (folder / CONFIG).write_text(config, encoding="utf-8")
    # JSON, because nothing in a sentence has to be escaped there, so that spans stay what they are.
    examples = {"rasa_nlu_data": {"common_examples": [_example(sentence) for sentence in run.training]}}
    (folder / TRAINING).write_text(json.dumps(examples, ensure_ascii=False), encoding="utf-8")
    save_readings((Reading(sentence, ()) for sentence in run.asked), folder / ASKED)


def _example(sentence: Sentence) -> dict[str, Any]:
    entities = [
        {"start": span.start, "end": span.end, "value": sentence.text[span.start : span.end], "entity": span.entity}
        for span in sentence.spans
    ]
    return {"text": sentence.text, "intent": sentence.intent, "entities": entities}


def _chinese_names() -> list[str]:
    """Names without white space that hold a Chinese character: jieba's dictionary has one word a line."""
    from components.names import catalogue_names

    names = {name for known in catalogue_names().values() for name in known}
    return sorted(name for name in names if _HAN.search(name) and not re.search(r"\s", name))


def _follow(output: IO[bytes], name: str, verbose: bool) -> list[str]:
    """Tell what the run says until it ends; return its last lines."""
    last: deque[str] = deque(maxlen=_LAST_LINES)
    figures = ""
    for line in _pieces(output):
        epoch = _EPOCH.search(line)
        if line.startswith(SAID):
            say(f"{name}: {line.removeprefix(SAID)}")
        elif epoch:
            # The bar is drawn twice an epoch, at first with the figures of the epoch before.
            if verbose and epoch["figures"] and epoch["figures"] != figures:
                figures = epoch["figures"]
                say(f"{name}: epoch {epoch['now']} of {epoch['all']} after {epoch['since']}: {figures}")
        elif line.strip():
            last.append(line)
    return list(last)


def _pieces(output: IO[bytes]) -> Iterator[str]:
    """What a process writes, in pieces that end with a new line or, as progress bars do, with a carriage return."""
    rest = b""
    while chunk := output.read1(65536):  # type: ignore[attr-defined]
        *whole, rest = re.split(rb"[\r\n]", rest + chunk)
        yield from (piece.decode("utf-8", "replace") for piece in whole)
    yield rest.decode("utf-8", "replace")
