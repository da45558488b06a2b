"""Keeps results as they come, beside those of earlier runs, and tells which of them still count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from bench import results
from bench.pipeline import Change, Config
from components.names import catalogue_names, names_fingerprint
from evaluation.readings import Reading, Sentence, save_readings

_HEAD = ("benchmark", "at", "machine")
_CODE = ("components", "understanding")
_OWN_CODE = (
    "bench/variants.py",
    "bench/vectors.py",
    "bench/augment.py",
    "bench/jieba_words.py",
)  # parts that only experiments use


def entries(name: str, key: str) -> dict[str, dict[str, Any]]:
    """What is kept under a key of a benchmark's results.

    Args:
        name: The benchmark.
        key: Such as `sets`.
    """
    kept: dict[str, dict[str, Any]] = _content(name).get(key, {})
    return kept


def keep(name: str, key: str, entry: str, values: dict[str, Any]) -> Path:
    """Write one entry at once; the others stay as they are.

    Args:
        name: The benchmark.
        key: Such as `sets`.
        entry: The entry under it.
        values: What was measured; the time is added.

    Returns:
        The JSON file.
    """
    stamped = {"at": datetime.now(timezone.utc).isoformat(timespec="seconds"), **values}
    others = {key: value for key, value in _content(name).items() if key not in _HEAD}
    return results.write(name, {**others, key: {**others.get(key, {}), entry: stamped}})


def readings_file(name: str, part: str) -> Path:
    """Where the readings of a part of a benchmark are kept, so that they can be looked at without a training."""
    return results.FOLDER / name / f"{part}.json"


def keep_readings(name: str, part: str, readings: Sequence[Reading]) -> None:
    """Keep readings."""
    save_readings(readings, readings_file(name, part))


def content_fingerprint(sentences: Sequence[Sentence]) -> str:
    """Fingerprint what is the same for all pipelines: the sentences, the catalogue's names, and the code of the parts.

    Results with another one cannot be compared with each other.
    """
    digest = hashlib.sha256(names_fingerprint(catalogue_names()).encode())
    for sentence in sentences:
        digest.update(repr(sentence).encode())
    code = [path for folder in _CODE for path in sorted((results.PROJECT / folder).rglob("*"))]
    for path in (*code, *(results.PROJECT / name for name in _OWN_CODE)):
        if path.suffix in (".py", ".yml"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def pipeline_fingerprint(config: Config, change: Change | None = None) -> str:
    """Fingerprint a configuration and what else a run differs in; the reason does not count."""
    difference = {**asdict(change), "reason": ""} if change else {}
    return hashlib.sha256(json.dumps([config, difference], sort_keys=True).encode()).hexdigest()[:12]


def _content(name: str) -> dict[str, Any]:
    path = results.FOLDER / f"{name}.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return content
