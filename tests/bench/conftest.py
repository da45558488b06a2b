from __future__ import annotations

from pathlib import Path

import pytest

from bench import results


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for results that is empty."""
    folder = tmp_path / "reports"
    monkeypatch.setattr(results, "FOLDER", folder)
    return folder
