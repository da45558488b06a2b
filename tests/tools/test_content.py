"""Which model belongs to which content, and which one can be fine-tuned."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from catalog.__main__ import main as catalog
from tools.content import (
    Fingerprints,
    current_model,
    fingerprints,
    learned_before,
    model_path,
    model_to_tune,
    tuned_path,
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop's database."""
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CATALOG_URL", f"sqlite:///{path}")
        catalog(["init"])
    return path


@pytest.fixture
def project(shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with a catalogue of its own."""
    shutil.copy(shop, tmp_path / "shop.db")
    monkeypatch.setenv("CATALOG_URL", f"sqlite:///{tmp_path / 'shop.db'}")
    for folder in ("data", "components", "understanding", "models"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data" / "nlu.yml").write_text("nlu:\n- intent: greet\n", encoding="utf-8")
    (tmp_path / "data" / "rules.yml").write_text("rules: []\n", encoding="utf-8")
    for name in ("config.yml", "domain.yml", "requirements.txt", "components/part.py", "understanding/cues.yml"):
        (tmp_path / name).write_text("a\n", encoding="utf-8")
    return tmp_path


def _train(path: Path, at: float) -> Path:
    path.write_bytes(b"")
    os.utime(path, (at, at))
    return path


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("config.yml", {"pipeline", "everything"}),
        ("components/part.py", {"pipeline", "everything"}),
        ("understanding/cues.yml", {"pipeline", "everything"}),
        ("requirements.txt", {"pipeline", "everything"}),
        ("data/nlu.yml", {"examples", "everything"}),
        ("data/rules.yml", {"everything"}),
        ("domain.yml", {"everything"}),
    ],
)
def test_an_edit_changes_its_part_of_the_name(project: Path, file: str, changed: set[str]) -> None:
    before = fingerprints(project)
    with (project / file).open("a", encoding="utf-8") as stream:
        stream.write("b\n")
    after = fingerprints(project)
    assert {name for name in Fingerprints.__annotations__ if getattr(before, name) != getattr(after, name)} == changed


def test_new_names_in_the_catalogue_count_as_examples(project: Path) -> None:
    before = fingerprints(project)
    products = project / "new.csv"
    products.write_text(
        "sku,brand,category,name_zh,name_en,price,currency,stock,popularity,released,warranty_months,"
        "summary_zh,summary_en\nNEW1,apple,smartphone,苹果 火星九号,Apple Mars Nine,1.00,CNY,1,1,2026-01,12,新,new\n",
        encoding="utf-8",
    )
    assert catalog(["import", str(products)]) == 0
    after = fingerprints(project)
    assert before.pipeline == after.pipeline
    assert before.examples != after.examples


def test_only_other_examples_are_tuned_from_the_newest_full_model(project: Path) -> None:
    content = fingerprints(project)
    assert model_to_tune(content, project) is None
    other = Fingerprints(content.pipeline, "0" * 8, "1" * 8)
    _train(model_path(other, project), 1)
    newest = _train(model_path(Fingerprints(content.pipeline, "2" * 8, "3" * 8), project), 2)
    _train(tuned_path(model_path(Fingerprints(content.pipeline, "4" * 8, "5" * 8), project)), 3)
    _train(model_path(Fingerprints("6" * 8, "7" * 8, "8" * 8), project), 4)
    assert model_to_tune(content, project) == newest
    assert not learned_before(content, project)
    # With the examples of a model trained from scratch Rasa's cache has everything that takes long.
    _train(model_path(Fingerprints(content.pipeline, content.examples, "9" * 8), project), 1)
    assert model_to_tune(content, project) is None
    assert learned_before(content, project)


def test_a_model_trained_from_scratch_goes_before_a_tuned_one(project: Path) -> None:
    full = model_path(fingerprints(project), project)
    assert current_model(project) == full
    tuned = _train(tuned_path(full), 1)
    assert current_model(project) == tuned
    _train(full, 1)
    assert current_model(project) == full
