"""The thresholds of FallbackClassifier as they stand in a `config.yml`."""

from __future__ import annotations

from pathlib import Path

import yaml

_DEFAULTS = (0.3, 0.1)  # Rasa's own


def fallback_thresholds(config: Path) -> tuple[float, float] | None:
    """Read both thresholds.

    Args:
        config: Rasa's configuration.

    Returns:
        `threshold` and `ambiguity_threshold`, or nothing where there is no FallbackClassifier.
    """
    content = yaml.safe_load(config.read_text(encoding="utf-8")) or {}
    for component in content.get("pipeline") or ():
        if str(component.get("name", "")).rpartition(".")[2] == "FallbackClassifier":
            threshold, ambiguity = _DEFAULTS
            return float(component.get("threshold", threshold)), float(component.get("ambiguity_threshold", ambiguity))
    return None
