"""`python -m tools.voice_model`: acoustic models from a folder, a file or an address, checked before they are used."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from speech.adapt.model_folder import ModelFolder
from tools import voice_model

VOSK = {"am/final.mdl": b"sounds", "conf/model.conf": b"--sample-frequency=16000"}
SPHINX = {"zh/mdef": b"states", "zh/means": b"1", "zh.dic": "一 ii i\n".encode()}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelFolder:
    monkeypatch.setenv("VOICE_MODELS", str(tmp_path / "models"))
    return ModelFolder(tmp_path / "models", "zh")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Of a server that has what lies in `tmp_path`."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def zipped(path: Path, files: dict[str, bytes]) -> str:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"model/{name}", content)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def put(*arguments: str) -> int:
    return voice_model.main(["--language", "zh", *arguments])


def test_a_vosk_model_is_fetched_with_its_hash(place: ModelFolder, address: str, tmp_path: Path):
    digest = zipped(tmp_path / "vosk.zip", VOSK)
    assert put("--from", f"{address}/vosk.zip", "--sha256", digest.upper()) == 0
    assert (place.vosk / "am" / "final.mdl").read_bytes() == b"sounds"


def test_the_default_is_checked_without_asking(
    place: ModelFolder,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    own = f"{address}/vosk.zip"
    monkeypatch.setitem(voice_model.VOSK_MODELS, "zh", own)
    monkeypatch.setitem(voice_model.HASHES, own, zipped(tmp_path / "vosk.zip", VOSK))
    assert put() == 0
    assert "not checked" not in capsys.readouterr().out
    zipped(tmp_path / "vosk.zip", VOSK | {"am/final.mdl": b"other sounds"})
    assert put() == 1
    assert "nothing was put in place" in capsys.readouterr().err
    assert (place.vosk / "am" / "final.mdl").read_bytes() == b"sounds"


def test_every_default_has_a_hash():
    assert {len(voice_model.HASHES[address]) for address in voice_model.VOSK_MODELS.values()} == {64}


@pytest.mark.parametrize("packed", [True, False])
def test_a_sphinx_model_brings_its_dictionary(place: ModelFolder, tmp_path: Path, packed: bool):
    zipped(tmp_path / "sphinx.zip", SPHINX)
    source = tmp_path / "sphinx.zip"
    if not packed:
        source = tmp_path / "unpacked"
        with zipfile.ZipFile(tmp_path / "sphinx.zip") as archive:
            archive.extractall(source)
    assert put("--from", str(source)) == 0
    assert (place.sphinx / "base.dict").read_text(encoding="utf-8") == "一 ii i\n"
    assert (place.sphinx / "mdef").exists()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"readme.txt": b"?"}, "neither a Vosk model"),
        ({"zh/mdef": b"states"}, "no pronouncing dictionary"),
        (None, "not a zip file"),
    ],
)
def test_what_is_no_model_is_refused_in_words(
    place: ModelFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, bytes] | None, words: str
):
    path = tmp_path / "file.zip"
    if files is None:
        path.write_bytes(b"PK\x03\x04 cut off")
    else:
        zipped(path, files)
    assert put("--from", str(path)) == 1
    assert words in capsys.readouterr().err
    assert not place.vosk.exists()
    assert not place.sphinx.exists()
    assert not list(place.folder.glob(".incoming-*"))


def test_nothing_leaves_the_folder(place: ModelFolder, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../../../../evil.txt", "!")
        archive.writestr("am/final.mdl", "sounds")
    assert put("--from", str(tmp_path / "evil.zip")) == 0
    assert not [path for path in tmp_path.rglob("evil.txt") if place.vosk not in path.parents]


@pytest.mark.parametrize("source", ["http://127.0.0.1:9/model.zip", "no/such/folder"])
def test_what_is_not_there_is_said_with_a_next_step(
    place: ModelFolder, capsys: pytest.CaptureFixture[str], source: str
):
    assert put("--from", source) == 1
    said = capsys.readouterr().err
    assert source in said
    assert "FROM=" in said or "There is no file" in said
