"""The fingerprint of everything that a model is trained from."""

from __future__ import annotations

import hashlib
from pathlib import Path

from components.names import catalogue_names, names_fingerprint

PROJECT = Path(__file__).parents[1]
MODELS = PROJECT / "models"
_FILES = ("config.yml", "domain.yml")
_FOLDERS = {"data": "*.yml", "components": "*.py", "understanding": "*"}


def content_fingerprint(project: Path = PROJECT) -> str:
    """Fingerprint content, pipeline code, the lock file and the catalogue's names.

    Args:
        project: The project's root.

    Returns:
        Twelve hexadecimal digits; equal content gives an equal model.
    """
    digest = hashlib.sha256()
    files = [project / name for name in _FILES]
    for folder, pattern in _FOLDERS.items():
        files += [path for path in sorted((project / folder).rglob(pattern)) if path.suffix in (".yml", ".py")]
    for path in [*files, project / "requirements.txt"]:
        digest.update(path.relative_to(project).as_posix().encode())
        digest.update(path.read_bytes())
    digest.update(names_fingerprint(catalogue_names()).encode())
    return digest.hexdigest()[:12]


def current_model(project: Path = PROJECT) -> Path:
    """Where the model of the present content is, or will be.

    Args:
        project: The project's root.

    Returns:
        Path of the model archive; it may not exist yet.
    """
    return project / "models" / f"kefu-{content_fingerprint(project)}.tar.gz"
