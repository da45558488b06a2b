"""Which code made a trained component."""

from __future__ import annotations

import hashlib
from pathlib import Path

_PROJECT = Path(__file__).parents[1]
_FOLDERS = ("components", "understanding")


def implementation_fingerprint() -> str:
    """A fingerprint of the code and the cues of this pipeline.

    Rasa takes a trained component from its cache where the configuration, the data and the source of the component's
    class are the same; what the class calls it does not look at. As `fingerprint_addon`, this makes it look.

    Returns:
        16 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        for path in sorted((_PROJECT / folder).rglob("*")):
            if path.suffix in (".py", ".yml"):
                digest.update(path.relative_to(_PROJECT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
