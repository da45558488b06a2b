"""The test stories, found and run by Rasa itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.content import PROJECT, current_model


def test_stories_are_predicted_without_error(tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "rasa", "test", "core", "--model", str(current_model()), "--out", str(tmp_path),
        "--fail-on-prediction-errors",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=600)
    failed = tmp_path / "failed_test_stories.yml"
    assert done.returncode == 0, (failed.read_text(encoding="utf-8") if failed.exists() else "") + done.stderr[-3000:]
