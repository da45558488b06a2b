from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench import experiments
from bench.experiment_table import write_table
from bench.experiments import main, read_variants
from bench.kept import entries, keep, pipeline_fingerprint
from bench.nlu import sampled
from bench.pipeline import Change, Config, changed, read_config, trained_longer
from bench.runs import Result
from evaluation.readings import Sentence
from tests.evaluation.readings import reading

CONFIG = {"language": "zh", "pipeline": [{"name": "DIETClassifier", "epochs": 18}]}
VARIANTS = {
    "config": Change("As it stands."),
    "other": Change("Is it better?", copies=1),
    "never-run": Change("Not yet."),
}


def run(
    variant: str, accuracy: float, *, content: str = "now", day: int = 2, seed: int = 1, config: Config = CONFIG
) -> dict[str, Any]:
    part = {"accuracy": accuracy, "entity_f1": 0.5, "sentences": 10}
    return {
        "at": f"2026-11-0{day}T10:00:00+00:00", "variant": variant, "fold": 1, "seed": seed, "content": content,
        "pipeline": pipeline_fingerprint(config, VARIANTS.get(variant)), "examples": 9602, "epochs": 18, **part,
        "training_s": 100.4, "training_cpu_s": 150.0, "parameters": 2_500_000, "message_ms": 9.6,
        "languages": {"zh": part, "en": {**part, "accuracy": 0.25}}, "blocks": {"mixed": {**part, "accuracy": 0.75}},
    }  # fmt: skip


def rows(path: Path) -> dict[str, list[str]]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert len({len(row) for row in cells}) == 1
    return {row[0]: row[1:] for row in cells[2:]}


def test_the_table_has_mean_and_spread_of_the_runs(tmp_path: Path):
    runs = {"a": run("config", 0.9), "b": run("config", 0.94, seed=2), "c": run("other", 0.5)}
    path = tmp_path / "docs" / "experiments.md"
    write_table(runs, VARIANTS, CONFIG, path)
    table = rows(path)
    assert list(table) == ["config", "other"]
    assert table["config"] == [
        "92.0 ± 2.8", "50.0 ± 0.0", "92.0 ± 2.8", "25.0 ± 0.0", "75.0 ± 0.0", "100 s", "150 s",
        "18", "2.5 M", "10", "2",
    ]  # fmt: skip
    assert table["other"][0] == "50.0"
    text = path.read_text(encoding="utf-8")
    assert "9,602 examples" in text and "2026-11-02" in text
    assert "- **other**: Is it better?" in text and "Not yet." not in text


def test_results_over_other_content_are_left_out(tmp_path: Path):
    runs = {"a": run("config", 0.1, content="before", day=1), "b": run("config", 0.9), "c": run("gone", 0.9)}
    write_table(runs, VARIANTS, CONFIG, tmp_path / "table.md")
    assert list(rows(tmp_path / "table.md")) == ["config"]
    assert rows(tmp_path / "table.md")["config"][0] == "90.0"


def test_results_of_another_pipeline_are_left_out(tmp_path: Path):
    longer = changed(CONFIG, trained_longer(CONFIG, 2), "test")
    runs = {
        "a": run("config", 0.9), "b": run("config", 0.1, seed=2, day=3, config=longer),
        "c": run("other", 0.5, config={**CONFIG, "language": "en"}),
    }  # fmt: skip
    write_table(runs, VARIANTS, CONFIG, tmp_path / "table.md")
    assert list(rows(tmp_path / "table.md")) == ["config"]
    assert rows(tmp_path / "table.md")["config"][0] == "90.0"


def test_the_table_is_made_from_what_is_kept(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(experiments, "TABLE", tmp_path / "experiments.md")
    assert main(["--table"]) == 1
    assert "K956" in capsys.readouterr().err
    present = pipeline_fingerprint(read_config(), read_variants(["config"])["config"])
    keep("experiments", "runs", "config, fold 1, seed 1", {**run("config", 0.9), "pipeline": present})
    assert main(["--table"]) == 0
    assert "config" in rows(tmp_path / "experiments.md")


def test_runs_with_other_epochs_are_kept_beside_the_others(reports: Path, monkeypatch: pytest.MonkeyPatch):
    done = Result([reading("a", "greet")], 1.0, 1.0, 1, 1.0)
    monkeypatch.setattr(experiments, "run_variant", lambda *_, **__: done)
    for more in ([], ["--epochs", "2"]):
        assert main(["--sample", "40", "--seeds", "1", "--only", "config", *more]) == 0
    kept = entries("experiments-sample", "runs")
    assert list(kept) == ["config, fold 1, seed 1", "config, fold 1, seed 1, 2 epochs"]
    assert len({each["pipeline"] for each in kept.values()}) == 2


def test_an_unknown_variant_is_named(capsys: pytest.CaptureFixture[str]):
    assert main(["--only", "config", "no-such"]) == 1
    told = capsys.readouterr().err
    assert "K955: There is no experiment no-such" in told and "model-per-language" in told


def test_too_many_folds_are_refused(capsys: pytest.CaptureFixture[str]):
    assert main(["--folds", "6"]) == 1
    assert "K957" in capsys.readouterr().err


def test_the_present_configuration_is_among_the_variants():
    assert read_variants(["config"])["config"].told().keys() == {"reason"}


@pytest.mark.parametrize(("count", "expected"), [(0, 10), (3, 3), (7, 7), (10, 10), (99, 10)])
def test_a_sample_has_as_many_sentences_as_asked_for_from_everywhere(count: int, expected: int) -> None:
    taken = sampled([Sentence(str(number), "en", "greet") for number in range(10)], count)
    numbers = [int(sentence.text) for sentence in taken]
    assert len(numbers) == expected
    assert numbers == sorted(set(numbers)) and numbers[0] == 0 and numbers[-1] >= 6
