"""Broken uploads: each is the client's fault, told at once and in the contract's shape, and leaves nothing behind."""

from __future__ import annotations

import gzip
import io
import socket
import struct
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.connectors.recorded import TRANSCRIPTS, WEBHOOK, Voice, sound, voice_serving
from tests.speech.sounds import encoded, long_silence, picture_only

LIMIT_S = 2.0
#: Where the machine has other work, the first answer may come late for that.
TRIES = 3
GOOD = sound(0.5)
OTHERS = {
    "AIFF": encoded("aiff", "pcm_s16be", 22050),
    "FLAC": encoded("flac", "flac", 16000),
    "MP3": encoded("mp3", "libmp3lame", 44100),
    "Ogg": encoded("ogg", "libopus", 48000),
    "WebM": encoded("webm", "libopus", 48000),
    "M4A": encoded("mp4", "aac", 44100),
    "AMR": encoded("amr", "libopencore_amrnb", 8000),
}


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.wav", data)
    return out.getvalue()


def recordings() -> Iterator[tuple[str, bytes, int]]:
    """Name, file, and the status that it deserves."""
    for end in range(1, 45):
        yield f"WAV header cut at {end}", GOOD[:end], 415
    for name, data in OTHERS.items():
        for end in range(1, 19, 2):
            yield f"{name} cut at {end}", data[:end], 415
    for name, head in {
        "WAV": b"RIFF\xff\xff\x00\x00WAVE", "MP3": b"ID3\x03", "FLAC": b"fLaC", "Ogg": b"OggS",
        "WebM": b"\x1aE\xdf\xa3", "M4A": b"\0\0\0\x20ftypM4A ",
    }.items():  # fmt: skip
        yield f"a text as {name}", head + b"text " * 99, 415
    yield "a text", b"how much is the phone?" * 9, 415
    yield "zeros", bytes(5000), 415
    yield "a picture", b"\x89PNG\r\n\x1a\n" + bytes(500), 415
    yield "a film without sound", picture_only(), 415
    yield "a zip file with silence", zipped(sound(50, amplitude=0)), 415
    yield "a gzip file with silence", gzip.compress(sound(50, amplitude=0)), 415
    yield "0 Hz", GOOD[:24] + bytes(8) + GOOD[32:], 415
    yield "4 GHz", GOOD[:24] + b"\xff\xff\xff\xff" + GOOD[28:], 415
    yield "0 channels", GOOD[:22] + bytes(2) + GOOD[24:], 415
    yield "65535 channels", GOOD[:22] + b"\xff\xff" + GOOD[24:], 415
    yield "0 bits", GOOD[:34] + bytes(2) + GOOD[36:], 415
    yield "an unknown codec", GOOD[:20] + b"\x34\x12" + GOOD[22:], 415
    yield "an ID3 head of 256 MB", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(5000), 415
    yield "an M4A box of 2 GB", OTHERS["M4A"][:32] + struct.pack(">I", 2**31 - 1) + b"moov" + bytes(999), 415
    yield "silence", sound(2, amplitude=0), 422
    yield "a click", sound(0.01), 422
    yield "61 seconds", sound(61.5, 8000), 413
    yield "three hours of silence in 2 MB", long_silence("flac", "flac", 8000, hours=3), 413
    yield "three hours of silence in AMR", b"#!AMR\n" + (b"\x04" + bytes(12)) * (3 * 3600 * 50), 413
    yield "AMR with frames of no kind", b"#!AMR\n" + b"\xff" * 99, 415
    yield "AMR with empty frames only", b"#!AMR\n" + b"\x7c" * 5000, 415
    yield "11 MB", sound(1) + bytes(11 * 2**20), 413
    yield "19 MB", bytes(19 * 2**20), 413


BROKEN = list(recordings())
BOUNDARY = {"Content-Type": "multipart/form-data; boundary=x"}
PART = b'--x\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n\r\n'

#: What `requests` is told to send, and the code of the answer.
REQUESTS = {
    "nothing": ({}, "no_audio"),
    "JSON": ({"json": {"audio": "x"}}, "no_audio"),
    "a form without a file": ({"data": {"sender": "a", "audio": "x"}}, "no_audio"),
    "an empty file": ({"files": {"audio": ("a.wav", b"")}}, "no_audio"),
    "another field": ({"files": {"sound": ("a.wav", GOOD)}}, "no_audio"),
    "no boundary": ({"data": PART + GOOD, "headers": {"Content-Type": "multipart/form-data"}}, "no_audio"),
    "a wrong boundary": ({"data": PART.replace(b"--x", b"--y") + GOOD, "headers": BOUNDARY}, "no_audio"),
    "a head that is cut off": ({"data": PART[:40], "headers": BOUNDARY}, "no_audio"),
    "no head": ({"data": b"--x\r\n\r\n" + GOOD + b"\r\n--x--", "headers": BOUNDARY}, "no_audio"),
    "the bare file": ({"data": GOOD, "headers": {"Content-Type": "audio/wav"}}, "no_audio"),
    "two files": ({"files": [("audio", ("a", GOOD)), ("audio", ("b", GOOD))]}, "two_recordings"),
    "a foreign language": ({"files": {"audio": GOOD}, "data": {"language": "fr"}}, "language_invalid"),
}


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of the server and of its processes."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, temporary: Path) -> Iterator[Voice]:
    with pytest.MonkeyPatch.context() as patch, voice_serving(tmp_path_factory.mktemp("voice")) as voice:
        patch.setattr("tempfile.tempdir", str(temporary))
        patch.setenv("TMPDIR", str(temporary))
        voice.says("hello", jobs=1)
        assert voice.post(TRANSCRIPTS).status_code == 201
        yield voice


@pytest.fixture
def voice(running: Voice, temporary: Path) -> Iterator[Voice]:
    """Looks before and after: no process lost, nothing in the temporary folder, the next request is served."""
    running.server.agent.received.clear()
    before = running.processes
    yield running
    assert running.processes == before and len(before) == 1
    assert list(temporary.iterdir()) == []
    assert running.server.agent.received == []
    assert running.post(TRANSCRIPTS).status_code == 201


def told(call: Callable[[], requests.Response]) -> tuple[int, str]:
    """Status and code of an answer that came in time and has the contract's shape."""
    for _ in range(TRIES):
        started = time.monotonic()
        answer = call()
        took = time.monotonic() - started
        error = answer.json()["error"]
        assert set(answer.json()) == {"error"} and {"code", "message"} <= set(error) and error["message"]
        if took < LIMIT_S:
            return answer.status_code, error["code"]
    pytest.fail(f"answered after {took:.1f} s")


@pytest.mark.parametrize(("data", "status"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_recording(voice: Voice, data: bytes, status: int):
    codes = {413: ("too_large", "too_long"), 415: ("audio_format",), 422: ("nothing_heard",)}
    answered, code = told(lambda: voice.post(TRANSCRIPTS, data))
    assert answered == status and code in codes[status]


@pytest.mark.parametrize("path", [WEBHOOK, TRANSCRIPTS])
@pytest.mark.parametrize("name", REQUESTS)
def test_a_broken_request(voice: Voice, path: str, name: str):
    options, code = REQUESTS[name]
    assert told(lambda: voice.server.post(path, **options)) == (400, code)


def test_the_sender_is_checked(voice: Voice):
    assert told(lambda: voice.post(WEBHOOK)) == (400, "sender_missing")
    assert told(lambda: voice.post(WEBHOOK, sender="web-C1")) == (400, "sender_reserved")
    assert told(lambda: voice.post(WEBHOOK, sender="x" * 300)) == (400, "sender_invalid")


@pytest.mark.parametrize("name", ["a.txt", "a.exe", "../../a", "", "a.mp3"])
def test_the_files_name_does_not_matter(running: Voice, name: str):
    files = {"audio": (name or "x", GOOD, "text/plain")}
    assert running.server.post(TRANSCRIPTS, files=files).status_code == 201


@pytest.mark.parametrize("claimed", [True, False], ids=["with its length", "in pieces"])
def test_200_megabytes(voice: Voice, claimed: bool):
    size, piece = 200, bytes(2**20)

    def body() -> io.BytesIO | Iterator[bytes]:
        return io.BytesIO(piece * size) if claimed else (piece for _ in range(size))

    assert told(lambda: voice.server.post(TRANSCRIPTS, data=body(), headers=BOUNDARY)) == (413, "too_large")


def raw(voice: Voice, request: bytes, wait: bool = True) -> bytes:
    """Send bytes and hang up; what was answered until then."""
    host, port = voice.server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=LIMIT_S) as connection:
        connection.sendall(request)
        return connection.recv(65536) if wait else b""


@pytest.mark.parametrize("part", [0.0, 0.3, 0.99])
def test_a_client_that_hangs_up_while_it_sends(voice: Voice, part: float):
    body = PART + GOOD + b"\r\n--x--\r\n"
    head = f"POST {TRANSCRIPTS} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    head += f"Content-Type: {BOUNDARY['Content-Type']}\r\n\r\n"
    raw(voice, head.encode() + body[: int(len(body) * part)], wait=False)


def test_a_client_that_hangs_up_while_it_waits(voice: Voice):
    files = {"audio": sound(30)}
    with pytest.raises(requests.Timeout):
        requests.post(voice.server.url + TRANSCRIPTS, files=files, timeout=(LIMIT_S, 0.001))


@pytest.mark.parametrize(
    "header",
    [
        "Content-Length: many",
        "Content-Length: -5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked",
    ],
)
def test_lengths_that_are_none(voice: Voice, header: str):
    request = f"POST {TRANSCRIPTS} HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\nzz\r\nnothing"
    started = time.monotonic()
    answer = raw(voice, request.encode())
    assert time.monotonic() - started < LIMIT_S
    assert answer.startswith(b"HTTP/1.1 4") and b'{"error":{"code":' in answer
