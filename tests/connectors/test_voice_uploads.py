"""Forms of uploads: read right, in little time whatever they hold, and refused when they stop coming."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from connectors.errors import ApiError
from connectors.voice.form import MOST_FIELD_BYTES, MOST_PARTS, Form, form_of
from connectors.web.channel import WebInput
from runtime.settings import Settings
from tests.connectors.recorded import TRANSCRIPTS, WEBHOOK, Voice, sound, voice_serving

MEGABYTES_19 = 19 * 2**20
KIND = "multipart/form-data; boundary=x"
HEAD = b'--x\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"'
END = b"\r\n--x--\r\n"

#: Bodies of nearly the size that the server takes at all, each made to be slow to read.
HOSTILE = {
    "a form of many fields": ("application/x-www-form-urlencoded", b"a=b&"),
    "nothing but boundaries": (KIND, b"--x\r\n"),
    "nothing but the boundary's letters": (KIND, b"x"),
    "many small parts": (KIND, b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'),
    "nothing but line breaks": (KIND, b"\r\n"),
}
LEAST_TIME_S = 0.5


def read(body: bytes, kind: str = KIND) -> Form:
    return form_of(SimpleNamespace(headers={"content-type": kind}, body=body, ctx=SimpleNamespace()))


def hostile(name: str) -> tuple[str, bytes]:
    kind, piece = HOSTILE[name]
    return kind, piece * (MEGABYTES_19 // len(piece))


@pytest.mark.parametrize("kind", [KIND, 'Multipart/Form-Data; charset=utf-8; boundary="x"'])
def test_fields_and_files(kind: str):
    recording = bytes(range(256)) + b"\r\n--y\n--x"
    body = b"".join(
        [
            b'a preamble\r\n--x\r\nContent-Disposition: form-data; name="sender"\r\n\r\n',
            "小明\r\n".encode(),
            HEAD + b"\r\nContent-Type: audio/wav\r\n\r\n" + recording + b"\r\n",
            b"--x\r\ncontent-disposition: form-data; name=audio; filename*=UTF-8''b\r\n\r\n\r\n",
            b'--x\r\nContent-Disposition: form-data; name="sender"\r\n\r\nsomebody else' + END + b"an epilogue\r\n--x",
        ]
    )
    assert read(body, kind) == Form({"sender": "小明"}, {"audio": [recording, b""]})


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"", KIND), (HEAD + b"\r\n\r\nabc", KIND), (HEAD + END, "audio/wav"), (HEAD + END, "multipart/form-data"),
     (HEAD + END, "multipart/form-data; boundary=" + "x" * 99), (b"--x\r\n\r\nabc" + END, KIND)],
)  # fmt: skip
def test_what_holds_no_form(body: bytes, kind: str):
    assert read(body, kind) == Form()


@pytest.mark.parametrize(
    "body",
    [
        HEAD + b"\r\na: b" * 999 + b"\r\n\r\nabc" + END,
        (HEAD + b"\r\n\r\nabc\r\n") * (MOST_PARTS + 1) + END[2:],
        b'--x\r\nContent-Disposition: form-data; name="sender"\r\n\r\n' + b"a" * (MOST_FIELD_BYTES + 1) + END,
        b'--x\r\nContent-Disposition: form-data; name="sender"\r\n\r\n\xff\xfe' + END,
    ],
    ids=["a long head", "many parts", "a long text", "a text that is none"],
)
def test_what_is_no_form_of_ours(body: bytes):
    with pytest.raises(ApiError) as error:
        read(body)
    assert error.value.status == 400


@pytest.mark.parametrize("name", HOSTILE)
def test_no_form_takes_long_to_read(name: str):
    kind, body = hostile(name)
    started = time.perf_counter()
    try:
        read(body, kind)
    except ApiError as error:
        assert error.status == 400  # noqa: PT017 - some are read as empty
    assert time.perf_counter() - started < LEAST_TIME_S


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voice]:
    web = WebInput(Settings(secret_key="for tests only, for tests only, 1"))
    with voice_serving(tmp_path_factory.mktemp("voice"), web) as voice:
        voice.says("hello", jobs=1, upload_seconds=1)
        yield voice


@pytest.mark.parametrize("path", [WEBHOOK, TRANSCRIPTS])
@pytest.mark.parametrize("name", HOSTILE)
def test_others_are_answered_meanwhile(voice: Voice, name: str, path: str):
    kind, body = hostile(name)
    answers: list[int] = []
    upload = threading.Thread(
        target=lambda: answers.append(voice.server.post(path, data=body, headers={"Content-Type": kind}).status_code)
    )
    upload.start()
    longest = 0.0
    while upload.is_alive():
        started = time.monotonic()
        assert voice.server.get("/webhooks/voice/").status_code == 200
        longest = max(longest, time.monotonic() - started)
    assert answers == [400]
    assert longest < 2 * LEAST_TIME_S


@pytest.mark.parametrize("path", [WEBHOOK, TRANSCRIPTS, "/api/voice"])
@pytest.mark.parametrize("length", ["Content-Length: 9999", "Transfer-Encoding: chunked"])
def test_an_upload_that_stops_is_408(voice: Voice, path: str, length: str):
    host, port = voice.server.url.removeprefix("http://").split(":")
    piece = HEAD + b"\r\n\r\nRIFF"
    if "chunked" in length:
        piece = f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {KIND}\r\n{length}\r\n\r\n".encode() + piece
        )
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 408") and b'{"error":{"code":"request_timeout","message":' in answer
    assert voice.post(TRANSCRIPTS).status_code == 201


def test_a_slow_upload_is_no_stopped_one(voice: Voice):
    body = HEAD + b"\r\n\r\n" + sound(0.5) + END

    def slowly() -> Iterator[bytes]:
        for start in range(0, len(body), len(body) // 4 + 1):
            time.sleep(0.4)
            yield body[start : start + len(body) // 4 + 1]

    answer = voice.server.post(TRANSCRIPTS, data=slowly(), headers={"Content-Type": KIND})
    assert answer.status_code == 201
