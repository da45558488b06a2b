"""The public sets' formats, with texts of our own: theirs do not belong into the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.nlu import main
from bench.public_sets import data_folder, read_set
from evaluation.readings import OUT_OF_SCOPE, Sentence, Span

TRAIN = """## intent:play_music
- play [the blue hour](song_name) by [anna lind](artist_name:lind)
- play it again

## regex:play_key_0
- play

## intent:weather
- rain [tomorrow](date) ?
"""


def hwu64(data: Path, train: str = TRAIN) -> None:
    folder = data / "nlu" / "hwu64_fold1"
    folder.mkdir(parents=True)
    (folder / "train.md").write_text(train, encoding="utf-8")
    (folder / "test.md").write_text("## intent:weather\n- will it snow\n", encoding="utf-8")


def test_markdown_gives_exact_spans_and_no_regular_expressions(tmp_path: Path):
    hwu64(tmp_path)
    content = read_set("hwu64", tmp_path)
    text = "play the blue hour by anna lind"
    spans = (Span(5, 18, "song_name"), Span(22, 31, "artist_name"))
    assert content.train == (
        Sentence(text, "en", "play_music", spans),
        Sentence("play it again", "en", "play_music"),
        Sentence("rain tomorrow ?", "en", "weather", (Span(5, 13, "date"),)),
    )
    assert [text[span.start : span.end] for span in spans] == ["the blue hour", "anna lind"]
    assert content.test == (Sentence("will it snow", "en", "weather"),)
    assert content.dev == ()


def test_a_broken_annotation_names_its_line(tmp_path: Path):
    hwu64(tmp_path, TRAIN.replace("(date)", "(date"))
    with pytest.raises(BenchError, match=r"K951.*train\.md, line 9"):
        read_set("hwu64", tmp_path)


def test_out_of_scope_is_an_intent_of_its_own_in_every_part(tmp_path: Path):
    folder = tmp_path / "nlu" / "clinc150"
    folder.mkdir(parents=True)
    parts = ("train", "val", "test")
    content = {part: [[f"{part} me money", "transfer"]] for part in parts}
    content.update({f"oos_{part}": [[f"{part} the moon", "oos"]] for part in parts})
    (folder / "data_full.json").write_text(json.dumps(content), encoding="utf-8")
    read = read_set("clinc150", tmp_path)
    for name, part in zip(parts, (read.train, read.dev, read.test), strict=True):
        assert part == (
            Sentence(f"{name} me money", "en", "transfer"),
            Sentence(f"{name} the moon", "en", OUT_OF_SCOPE),
        )


def test_one_file_a_class_with_windows_line_ends(tmp_path: Path):
    for folder in ("train", "develop", "test"):
        path = tmp_path / "nlu" / "smp2017" / folder
        path.mkdir(parents=True)
        (path / f"{folder}_bus.txt").write_bytes("\ufeff几点有车\r\n去东站\u2028的车\r\n\r\n".encode())
        (path / f"{folder}_app.txt").write_bytes("打开地图".encode())
    read = read_set("smp2017", tmp_path)
    expected = (
        Sentence("打开地图", "zh", "app"),
        Sentence("几点有车", "zh", "bus"),
        Sentence("去东站\u2028的车", "zh", "bus"),
    )
    assert (read.train, read.dev, read.test) == (expected, expected, expected)


@pytest.mark.parametrize("name", ["hwu64", "clinc150", "smp2017"])
def test_a_missing_set_is_told_before_anything_is_trained(
    name: str, tmp_path: Path, reports: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["--sets", name, "--data", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "K950" in told and name in told and str(tmp_path) in told and "BENCH_DATA" in told
    assert not reports.exists()


def test_the_folder_asked_for_goes_before_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BENCH_DATA", str(tmp_path / "setting"))
    assert data_folder(tmp_path / "asked") == tmp_path / "asked"
    assert data_folder() == tmp_path / "setting"
    monkeypatch.setenv("BENCH_DATA", "")
    assert data_folder().parts[-2:] == ("shared", "data")
