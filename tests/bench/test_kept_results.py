from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import results
from bench.errors import BenchError
from bench.folds import FOLDS
from bench.kept import content_fingerprint, entries, keep, keep_readings, pipeline_fingerprint, readings_file
from bench.language_scores import brief
from bench.own_content import CrossValidation, own_folds
from bench.pipeline import Change
from evaluation.readings import Reading, Sentence, load_readings
from tests.evaluation.readings import reading

CONFIG = {"language": "zh", "pipeline": [{"name": "DIETClassifier", "epochs": 2}]}
SENTENCES = [Sentence(f"sentence {number}", "en", "greet" if number % 2 else "thank") for number in range(20)]
EFFORT = {"training_s": 10.0, "training_cpu_s": 15.0, "parameters": 1000, "message_ms": 5.0}


def test_sets_of_earlier_runs_stay_with_their_time(reports: Path):
    keep("nlu", "sets", "first", {"accuracy": 0.9})
    before = entries("nlu", "sets")["first"]
    keep("nlu", "folds", "1", {"accuracy": 0.7})
    path = keep("nlu", "sets", "second", {"accuracy": 0.8})
    assert path == reports / "nlu.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["benchmark"] == "nlu" and content["machine"]
    assert content["sets"]["first"] == before and before["at"]
    assert content["sets"]["second"]["accuracy"] == 0.8
    assert entries("nlu", "folds")["1"]["accuracy"] == 0.7
    assert entries("other", "sets") == {}


def test_readings_are_kept_whole(reports: Path):
    readings = [reading("a", "greet"), reading("b", "thank", "greet", 0.4)]
    keep_readings("nlu", "part", readings)
    assert load_readings(readings_file("nlu", "part")) == readings


def test_fingerprints_change_with_what_counts():
    assert content_fingerprint(SENTENCES) == content_fingerprint(list(SENTENCES))
    assert content_fingerprint(SENTENCES) != content_fingerprint(SENTENCES[1:])
    other = {**CONFIG, "pipeline": [{"name": "DIETClassifier", "epochs": 3}]}
    assert pipeline_fingerprint(CONFIG) != pipeline_fingerprint(other)
    one, same = Change("a reason", copies=1), Change("the same in other words", copies=1)
    assert pipeline_fingerprint(CONFIG, one) == pipeline_fingerprint(CONFIG, same)
    assert pipeline_fingerprint(CONFIG, one) != pipeline_fingerprint(CONFIG, Change("a reason", copies=2))


def test_the_code_of_the_parts_counts_as_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(results, "PROJECT", tmp_path)
    bench = [f"bench/{name}.py" for name in ("variants", "vectors", "augment", "jieba_words")]
    names = ("components/a.py", "understanding/b.yml", *bench)
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("before", encoding="utf-8")
    seen = {content_fingerprint(SENTENCES)}
    for name in names:
        (tmp_path / name).write_text("after", encoding="utf-8")
        seen.add(content_fingerprint(SENTENCES))
    assert len(seen) == 1 + len(names)


def finished(folds: CrossValidation, numbers: range) -> None:
    """Folds as a run leaves them: every sentence right but the first of each."""
    for number in numbers:
        _, tested = own_folds(SENTENCES)[number - 1]
        ranked = [Reading(s, ((s.intent if place else "inform", 0.9),)) for place, s in enumerate(tested)]
        keep_readings("nlu", f"own-{number}", ranked)
        keep("nlu", "folds", str(number), {"fingerprint": folds._fingerprint, **EFFORT, **brief(ranked)})


def test_folds_that_are_kept_are_not_run_again(reports: Path, capsys: pytest.CaptureFixture[str]):
    folds = CrossValidation("nlu", SENTENCES, CONFIG)
    finished(folds, range(1, FOLDS + 1))
    folds.run(range(1, FOLDS + 1))  # training this configuration would fail: it has no tokenizer
    assert capsys.readouterr().err.count("kept from") == FOLDS
    scores = folds.scores()
    assert (scores["complete"], scores["sentences"], scores["accuracy"]) == (True, 20, 0.75)
    assert scores["training_s"] == 10.0


def test_some_folds_are_scored_as_some(reports: Path):
    folds = CrossValidation("nlu", SENTENCES, CONFIG)
    finished(folds, range(2, 4))
    scores = folds.scores()
    assert (scores["folds"], scores["complete"], scores["sentences"]) == ([2, 3], False, 8)


def test_folds_of_another_pipeline_or_content_do_not_count(reports: Path):
    finished(CrossValidation("nlu", SENTENCES, CONFIG), range(1, FOLDS + 1))
    assert CrossValidation("nlu", SENTENCES, {**CONFIG, "language": "en"}).kept() == {}
    assert CrossValidation("nlu", SENTENCES[1:], CONFIG).kept() == {}
    assert len(CrossValidation("nlu", SENTENCES, CONFIG).kept()) == FOLDS


@pytest.mark.parametrize("number", [0, FOLDS + 1])
def test_a_fold_that_is_not_there_is_named(number: int, reports: Path):
    with pytest.raises(BenchError, match=f"K957: There is no fold {number};"):
        CrossValidation("nlu", SENTENCES, CONFIG).run([number])
