"""Runs the test stories with Rasa's own command, and reads what it found."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

from evaluation.errors import EvaluationError

_TIME_LIMIT_S = 900
_FAILED, _REPORT = "failed_test_stories.yml", "story_report.json"


@dataclass(frozen=True)
class StoryResults:
    """How the test stories went.

    Attributes:
        names: All stories.
        failed: Those that went another way.
        details: What Rasa wrote about the failed ones, with its comments.
        actions_right: Share of single steps that went right.
    """

    names: tuple[str, ...]
    failed: tuple[str, ...]
    details: str = ""
    actions_right: float | None = None

    @property
    def passed(self) -> int:
        """How many went as they must."""
        return len(self.names) - len(self.failed)


def run_stories(model: Path, stories: Path, project: Path) -> StoryResults:
    """Run the test stories.

    Args:
        model: The model's archive.
        stories: Folder or file with test stories.
        project: The project's root, from which Rasa is run.

    Raises:
        EvaluationError: Rasa could not run them.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "rasa", "test", "core", "--model", str(model), "--stories", str(stories),
            "--out", folder, "--no-plot",
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, cwd=project, capture_output=True, text=True, timeout=_TIME_LIMIT_S, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise EvaluationError("K854", detail=f"they took longer than {_TIME_LIMIT_S} s") from error
        if not (Path(folder) / _REPORT).is_file():
            last = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
            raise EvaluationError("K854", detail=last[-1])
        return read_results(Path(folder), story_names(stories))


def read_results(folder: Path, names: tuple[str, ...]) -> StoryResults:
    """Read what `rasa test core` left in a folder.

    Args:
        folder: Its `--out`.
        names: All stories that were run.
    """
    report = json.loads((folder / _REPORT).read_text(encoding="utf-8"))
    text = (folder / _FAILED).read_text(encoding="utf-8") if (folder / _FAILED).is_file() else ""
    entries = (yaml.safe_load(text) or {}).get("stories") or []
    # Rasa adds the file's name to a story's name, and splits a story in parts at checkpoints.
    titles = [str(entry.get("story", "")) for entry in entries]
    failed = tuple(name for name in names if any(t == name or t.startswith(f"{name} (") for t in titles))
    accuracy = report.get("accuracy", (report.get("micro avg") or {}).get("f1-score"))
    return StoryResults(names, failed, text if entries else "", None if accuracy is None else float(accuracy))


def story_names(stories: Path) -> tuple[str, ...]:
    """Names of the stories of a file, or of all files of a folder."""
    files = sorted(stories.rglob("*.yml")) if stories.is_dir() else [stories]
    content = [yaml.safe_load(file.read_text(encoding="utf-8")) or {} for file in files]
    return tuple(str(entry["story"]) for tree in content for entry in tree.get("stories") or [] if "story" in entry)
