"""Hash-locked wheels, unpacked into folders of their own beside the project's environment."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from backing.errors import ServiceError
from backing.places import PROJECT

UV = PROJECT / "var/tools/uv/bin/uv"


def unpack(lock: Path, folder: Path) -> None:
    """Unpack what a lock file names, unless it is there.

    Args:
        lock: Requirements with hashes.
        folder: Where they go; whatever lies there is replaced.
    """
    stamp = folder / "lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    if not UV.is_file():
        raise ServiceError("uv is missing: run scripts/bootstrap.sh first.")
    shutil.rmtree(folder, ignore_errors=True)
    where = ("--python", str(PROJECT / ".venv/bin/python"), "--target", str(folder), "--link-mode", "copy")
    unpacked = subprocess.run(
        [str(UV), "pip", "install", "--quiet", *where, "--no-deps", "--require-hashes", "-r", str(lock)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if unpacked.returncode != 0:
        raise ServiceError(f"The packages of {lock.name} could not be fetched:\n{unpacked.stderr[-1500:]}")
    stamp.write_text(wanted, encoding="utf-8")
