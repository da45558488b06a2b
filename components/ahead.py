"""Linear models that another process trains meanwhile."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

_POLL_S = 0.1


class Ahead:
    """A folder into which another process puts trained models, each named by what it was trained from."""

    def __init__(self, folder: Path, at_work: Callable[[], bool], promised: Collection[str] = ()) -> None:
        """Look into a folder.

        Args:
            folder: Where the models are put.
            at_work: Whether the other process is still there.
            promised: Components whose models it trains; others are not waited for.
        """
        self.promised = frozenset(promised)
        self._folder = folder
        self._at_work = at_work

    def take(self, digest: str, path: Path) -> bool:
        """Wait for a model and copy it.

        Args:
            digest: What it is trained from, see `digest`.
            path: Where it is wanted.

        Returns:
            Whether it is there; False where the other process ended without it.
        """
        while True:
            working = self._at_work()  # asked first, so that what was put there before the end is seen
            if (self._folder / digest).is_file():
                shutil.copyfile(self._folder / digest, path)
                return True
            if not working:
                return False
            time.sleep(_POLL_S)

    def put(self, digest: str, file: str, train: Callable[[Path], None]) -> None:
        """Train a model into the folder; it appears there when it is whole.

        Args:
            digest: What it is trained from.
            file: Name of the file while it is written.
            train: Writes it to a path.
        """
        unfinished = self._folder / file
        train(unfinished)
        os.replace(unfinished, self._folder / digest)


def digest(examples: Iterable[tuple[Doc, Any]], *settings: Any) -> str:
    """Tell apart what models are trained from.

    Args:
        examples: Documents with what is to be learned from each.
        settings: What else differs.

    Returns:
        Hexadecimal digits.
    """
    told = hashlib.sha256(repr(settings).encode())
    for doc, learned in examples:
        marks = [token._.gazetteer for token in doc]
        told.update(repr((doc.text, learned, marks)).encode())
    return told.hexdigest()
