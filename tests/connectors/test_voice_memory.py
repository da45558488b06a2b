"""A file of a few kilobytes that claims gigabytes takes neither the memory nor the process."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.connectors.recorded import TRANSCRIPTS, Voice, sound, voice_serving
from tests.speech.sounds import encoded

CLAIMED = 50_000_000
LIMIT_S = 2.0
MOST_GROWTH_MB = 400


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + kind + body


def versioned(kind: bytes, *content: bytes) -> bytes:
    return box(kind, bytes(4), *content)


def m4a_of_samples(count: int, sizes: bytes, chunks: bytes) -> bytes:
    """An M4A file whose tables say that it has so many samples of two bytes."""
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    film = versioned(b"mvhd", struct.pack(">4IIH", 0, 0, 1000, 1000, 0x10000, 0x100), bytes(10), matrix, bytes(28))
    times = struct.pack(">5I", 0, 0, 1, 0, 1000)
    track = box(b"tkhd", b"\0\0\0\7", times, bytes(8), struct.pack(">4H", 0, 0, 0x100, 0), matrix, bytes(8))
    media = versioned(b"mdhd", struct.pack(">4I", 0, 0, 16000, 16000), b"\x55\xc4\0\0")
    handler = versioned(b"hdlr", bytes(4), b"soun", bytes(13))
    entry = box(b"sowt", bytes(6), b"\0\1", bytes(8), struct.pack(">4HI", 1, 16, 0, 0, 16000 << 16))
    tables = box(
        b"stbl",
        versioned(b"stsd", struct.pack(">I", 1), entry),
        versioned(b"stts", struct.pack(">3I", 1, count, 2)),
        versioned(b"stsc", chunks),
        versioned(b"stsz", sizes),
        versioned(b"stco", struct.pack(">2I", 1, 600)),
    )
    place = box(b"dinf", versioned(b"dref", struct.pack(">I", 1), box(b"url ", b"\0\0\0\1")))
    information = box(b"minf", versioned(b"smhd", bytes(4)), place, tables)
    whole = box(b"trak", track, box(b"mdia", media, handler, information))
    return box(b"ftyp", b"M4A \0\0\0\0M4A mp42isom") + box(b"moov", film, whole) + box(b"mdat", bytes(4000))


BOMBS = {
    "equal sizes": m4a_of_samples(CLAIMED, struct.pack(">2I", 2, CLAIMED), struct.pack(">4I", 1, 1, CLAIMED, 1)),
    "listed sizes": m4a_of_samples(CLAIMED, struct.pack(">2I", 0, CLAIMED), struct.pack(">4I", 1, 1, CLAIMED, 1)),
    "listed chunks": m4a_of_samples(CLAIMED, struct.pack(">2I", 2, CLAIMED), struct.pack(">I", CLAIMED)),
}


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voice]:
    with voice_serving(tmp_path_factory.mktemp("voice")) as voice:
        voice.says("hello", jobs=1)
        assert voice.post(TRANSCRIPTS).status_code == 201
        yield voice


def peak_megabytes(process: int) -> int:
    """The most memory that a process ever had."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_file_that_claims_gigabytes(voice: Voice, name: str):
    (process,) = voice.processes
    before, started = peak_megabytes(process), time.monotonic()
    answer = voice.post(TRANSCRIPTS, BOMBS[name])
    assert time.monotonic() - started < LIMIT_S
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "audio_format")
    assert voice.processes == {process}
    assert peak_megabytes(process) - before < MOST_GROWTH_MB
    assert voice.post(TRANSCRIPTS).status_code == 201


def test_the_longest_recordings_have_memory_enough(voice: Voice):
    voice.says("hello", jobs=1, most_seconds=600, most_megabytes=18)
    assert voice.post(TRANSCRIPTS, sound(585)).status_code == 201
    assert voice.post(TRANSCRIPTS, encoded("wav", "pcm_f32le", 48000, "stereo", seconds=45)).status_code == 201
    assert voice.post(TRANSCRIPTS, encoded("flac", "flac", 8000, seconds=240)).status_code == 201
