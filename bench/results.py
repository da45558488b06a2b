"""Where the benchmarks' results go, and where the services are."""

from __future__ import annotations

import json
import os
import platform
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "reports" / "bench"


def write(name: str, values: dict[str, Any]) -> Path:
    """Write a benchmark's results with the day and the machine.

    Args:
        name: The benchmark.
        values: What was measured.

    Returns:
        The JSON file.
    """
    machine = {"processors": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    head = {"benchmark": name, "at": datetime.now(timezone.utc).isoformat(timespec="seconds"), "machine": machine}
    path.write_text(json.dumps({**head, **values}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def setting(name: str) -> str:
    """The address of a service, from the environment or from the file that `make services` writes.

    Raises:
        SystemExit: It is not known.
    """
    file = PROJECT / "var" / "services" / "env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    known = {**dict(line.split("=", 1) for line in lines if "=" in line), **os.environ}
    if name not in known:
        raise SystemExit(f"{name} is not known: start the services with `make services`, or set it")
    return known[name]
