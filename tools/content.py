"""Which model belongs to the present content: names of model archives are made of fingerprints."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from components.names import catalogue_names, names_fingerprint

PROJECT = Path(__file__).parents[1]
MODELS = PROJECT / "models"
_PIPELINE_FILES = ("config.yml", "requirements.txt")
_PIPELINE_FOLDERS = ("components", "understanding")
_TUNED = "-tuned"


@dataclass(frozen=True)
class Fingerprints:
    """What a model is trained from, in three parts of eight hexadecimal digits each.

    Attributes:
        pipeline: Configuration, code and locked packages.
        examples: Files with examples, and the catalogue's names.
        everything: The whole content, with domain, rules and stories.
    """

    pipeline: str
    examples: str
    everything: str


def fingerprints(project: Path = PROJECT) -> Fingerprints:
    """Fingerprint the present content.

    Args:
        project: The project's root.
    """
    code = [project / name for name in _PIPELINE_FILES]
    for folder in _PIPELINE_FOLDERS:
        code += [path for path in (project / folder).rglob("*") if path.suffix in (".yml", ".py")]
    data = list((project / "data").rglob("*.yml"))
    with_examples = [path for path in data if b"\nnlu:" in b"\n" + path.read_bytes()]
    names = names_fingerprint(catalogue_names())
    pipeline = _digest(project, code)
    examples = _digest(project, with_examples, names)
    everything = _digest(project, [*data, project / "domain.yml"], pipeline, examples)
    return Fingerprints(pipeline, examples, everything)


def current_model(project: Path = PROJECT) -> Path:
    """Where the model of the present content is, or will be.

    Args:
        project: The project's root.

    Returns:
        Path of the model archive; it may not exist yet. A model trained from scratch goes before a fine-tuned one.
    """
    full = model_path(fingerprints(project), project)
    tuned = tuned_path(full)
    return tuned if tuned.exists() and not full.exists() else full


def model_path(content: Fingerprints, project: Path = PROJECT) -> Path:
    """Where a model that is trained from scratch lies."""
    return project / "models" / f"kefu-{content.pipeline}-{content.examples}-{content.everything}.tar.gz"


def tuned_path(full: Path) -> Path:
    """Where a fine-tuned model of the same content lies."""
    return full.with_name(full.name.replace(".tar.gz", f"{_TUNED}.tar.gz"))


def model_to_tune(content: Fingerprints, project: Path = PROJECT) -> Path | None:
    """The newest model that only has other examples, trained from scratch.

    Args:
        content: The present content.
        project: The project's root.

    Returns:
        A model archive, or None where there is none, or where these examples were learned before.
    """
    found = _trained_alike(content, project)
    return found[-1] if found and not learned_before(content, project) else None


def learned_before(content: Fingerprints, project: Path = PROJECT) -> bool:
    """Whether a model was trained from scratch from the same examples: Rasa's cache has everything that takes long.

    Args:
        content: The present content.
        project: The project's root.
    """
    return any(path.name.split("-")[2] == content.examples for path in _trained_alike(content, project))


def _trained_alike(content: Fingerprints, project: Path) -> list[Path]:
    """Models that the same pipeline trained from scratch, the newest last."""
    found = (project / "models").glob(f"kefu-{content.pipeline}-*.tar.gz")
    return sorted((path for path in found if _TUNED not in path.name), key=lambda path: path.stat().st_mtime)


def _digest(project: Path, files: Iterable[Path], *more: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(project).as_posix().encode())
        digest.update(path.read_bytes())
    for text in more:
        digest.update(text.encode())
    return digest.hexdigest()[:8]
