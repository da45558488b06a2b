"""Reads the public sets as they are published; their texts stay as they are, and entity spans are exact."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError
from bench.results import PROJECT
from evaluation.readings import OUT_OF_SCOPE, Sentence, Span
from validation.annotations import parse

_INTENT = "## intent:"
_PARTS_OF_SMP = {"train": "train", "dev": "develop", "test": "test"}


@dataclass(frozen=True)
class PublicSet:
    """A public set in the parts that its makers gave it.

    Attributes:
        name: Its name here.
        train: What is learned from.
        test: What is measured on.
        dev: What choices are made on; empty where the set has no such part.
    """

    name: str
    train: tuple[Sentence, ...]
    test: tuple[Sentence, ...]
    dev: tuple[Sentence, ...] = ()


def data_folder(asked: Path | None = None) -> Path:
    """The folder that holds the public sets: the one asked for, `BENCH_DATA`, or `shared/data` beside the project."""
    return asked or Path(os.environ.get("BENCH_DATA") or PROJECT.parent / "shared" / "data")


def read_set(name: str, data: Path) -> PublicSet:
    """Read a public set.

    Args:
        name: `hwu64`, `clinc150` or `smp2017`.
        data: The folder of the public sets.

    Raises:
        BenchError: It is missing or broken.
    """
    folder, read = READERS[name]
    return read(data / folder)


def _hwu64(folder: Path) -> PublicSet:
    return PublicSet("hwu64", *(_markdown("hwu64", folder / f"{part}.md") for part in ("train", "test")))


def _markdown(name: str, path: Path) -> tuple[Sentence, ...]:
    """Sentences of a Rasa Markdown file; sections other than intents (regular expressions) are left out."""
    sentences, intent = [], ""
    for number, line in enumerate(_lines(name, path), 1):
        if line.startswith("##"):
            intent = line.removeprefix(_INTENT).strip() if line.startswith(_INTENT) else ""
        elif line.startswith("- ") and intent:
            annotated = parse(line[2:].strip())
            if annotated.slips:
                raise BenchError("K951", name=name, path=path, line=number, detail=f"near '{annotated.slips[0][1]}'")
            spans = tuple(Span(span.start, span.end, span.entity) for span in annotated.spans)
            sentences.append(Sentence(annotated.plain, "en", intent, spans))
    return _some(name, path, sentences)


def _clinc150(folder: Path) -> PublicSet:
    path = folder / "data_full.json"
    try:
        content = json.loads("\n".join(_lines("clinc150", path)))
    except ValueError as error:
        raise BenchError("K951", name="clinc150", path=path, line=1, detail=error) from error

    def part(*keys: str) -> tuple[Sentence, ...]:
        rows = [row for key in keys for row in content.get(key, ())]
        named = [(text.strip(), OUT_OF_SCOPE if intent == "oos" else intent) for text, intent in rows]
        return _some("clinc150", path, [Sentence(text, "en", intent) for text, intent in named])

    return PublicSet("clinc150", part("train", "oos_train"), part("test", "oos_test"), part("val", "oos_val"))


def _smp2017(folder: Path) -> PublicSet:
    def part(name: str) -> tuple[Sentence, ...]:
        files = sorted((folder / name).glob(f"{name}_*.txt"))
        if not files:
            raise BenchError("K950", name="smp2017", path=folder / name)
        return tuple(
            Sentence(line.strip(), "zh", path.stem.removeprefix(f"{name}_"))
            for path in files
            for line in _lines("smp2017", path)
            if line.strip()
        )

    return PublicSet("smp2017", **{key: part(name) for key, name in _PARTS_OF_SMP.items()})


def _lines(name: str, path: Path) -> list[str]:
    if not path.is_file():
        raise BenchError("K950", name=name, path=path)
    # Not splitlines(): sentences may hold other characters that Python takes for the end of a line.
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").split("\n")


def _some(name: str, path: Path, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    if not sentences:
        raise BenchError("K951", name=name, path=path, line=1, detail="it holds no sentences")
    return tuple(sentences)


#: By name: the folder, and what reads it.
READERS: dict[str, tuple[str, Callable[[Path], PublicSet]]] = {
    "hwu64": ("nlu/hwu64_fold1", _hwu64),
    "clinc150": ("nlu/clinc150", _clinc150),
    "smp2017": ("nlu/smp2017", _smp2017),
}
