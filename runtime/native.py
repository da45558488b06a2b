"""Native libraries whose order of loading matters."""

from __future__ import annotations

import importlib
from contextlib import suppress


def load_before_tensorflow() -> None:
    """Load what TensorFlow would leave no room for, in milliseconds; to be called before anything imports Rasa.

    The C part of the MySQL driver needs thread-local storage that the process lays out at its start and that
    TensorFlow uses up ("cannot allocate memory in static TLS block"). The driver would silently fall back to its
    part in Python, several times slower.
    """
    with suppress(ImportError):
        importlib.import_module("_mysql_connector")
