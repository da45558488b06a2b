"""Rasa's check of YAML files against their schemas, with a quicker reader while a model is trained."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rasa.shared.utils import io, validation


@contextmanager
def quick_schema() -> Iterator[None]:
    """Change Rasa's check inside the block; what it refuses and says stays the same.

    Rasa reads each file twice: once for the schema, with a reader that knows the lines and is written in Python, and
    once for the content. Here the schema too is checked with the reader in C; only a file that it refuses is
    checked by Rasa, whose error tells the lines.
    """
    check, read = validation.validate_yaml_schema, io.read_yaml

    def quick_read(content: str, reader_type: str | list[str] = "safe") -> Any:
        return read(content, "safe")

    def quick_check(*args: Any, **kwargs: Any) -> None:
        io.read_yaml = quick_read
        try:
            check(*args, **kwargs)
            return
        except Exception:  # whatever it is, Rasa finds and tells it again
            pass
        finally:
            io.read_yaml = read
        check(*args, **kwargs)

    validation.validate_yaml_schema = quick_check
    try:
        yield
    finally:
        validation.validate_yaml_schema = check
