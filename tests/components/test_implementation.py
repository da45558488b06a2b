"""A component that was trained by other code is not taken from Rasa's cache."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import GraphComponent
from rasa.engine.training.fingerprinting import calculate_fingerprint_key

from components import implementation
from components.diet import ShopDIETClassifier
from components.featurizer import ShopFeaturizer
from components.spacy_pipeline import ShopSpacyNLP


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("components", "understanding"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "part.py").write_text("SIZE = 1\n")
    monkeypatch.setattr(implementation, "_PROJECT", tmp_path)
    return tmp_path


@pytest.mark.parametrize("component", [ShopSpacyNLP, ShopFeaturizer, ShopDIETClassifier])
@pytest.mark.parametrize("changed", ["components/part.py", "understanding/part.py", "understanding/words.yml"])
def test_other_code_is_another_component(component: type[GraphComponent], changed: str, code: Path) -> None:
    def key() -> str:
        return calculate_fingerprint_key(component, {}, {})

    before = key()
    (code / "components" / "notes.txt").write_text("of no importance")
    assert key() == before
    (code / changed).write_text("SIZE = 2\n")
    assert key() != before
