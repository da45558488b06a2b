"""Every container and sample format gives the same sound; broken ones are refused."""

from __future__ import annotations

import contextlib
import struct

import av
import numpy as np
import pytest

from speech.audio.decode import decode
from speech.audio.level import prepared, silence
from speech.audio.sniff import CONTAINERS, container_of
from speech.contract import SAMPLE_RATE_HZ, Audio, BadAudio, NothingHeard, TooLong
from tests.speech.sounds import ENCODINGS, TONE_HZ, coded, encoded, long_silence, picture_only

SECONDS = 1.0


def loudest_hz(audio: Audio) -> float:
    spectrum = np.abs(np.fft.rfft(audio.samples.astype(float)))
    return float(np.fft.rfftfreq(len(audio.samples), 1 / SAMPLE_RATE_HZ)[spectrum.argmax()])


@pytest.mark.parametrize(
    ("name", "container", "codec", "rate", "layout"),
    [
        (*encoding, layout)
        for encoding in ENCODINGS
        for layout in ("mono", "stereo")
        if (encoding[0], layout) != ("amr", "stereo")
    ],
)
def test_every_format_gives_the_same_sound(name: str, container: str, codec: str, rate: int, layout: str):
    data = encoded(container, codec, rate, layout)
    assert container_of(data) == name
    audio = decode(data, 60)
    assert audio.container == name
    assert audio.duration == pytest.approx(SECONDS, abs=0.12)
    assert loudest_hz(audio) == pytest.approx(TONE_HZ, abs=5)


def test_wave_format_extensible():
    data = encoded("wav", "pcm_s16le", 16000)
    samples = data[data.index(b"data") + 8 :]
    guid = b"\x01\x00\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
    header = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 16000, 32000, 2, 16, 22, 16, 4) + guid
    body = b"WAVEfmt " + struct.pack("<I", 40) + header + b"data" + struct.pack("<I", len(samples)) + samples
    audio = decode(b"RIFF" + struct.pack("<I", len(body)) + body, 60)
    assert loudest_hz(audio) == pytest.approx(TONE_HZ, abs=5)


def test_a_recording_cut_off_in_the_middle_keeps_its_beginning():
    data = encoded("ogg", "libopus", 48000, seconds=4)
    audio = decode(data[: len(data) * 2 // 3], 60)
    assert 1 < audio.duration < 4


@pytest.mark.parametrize(("name", "container", "codec", "rate"), ENCODINGS)
def test_cut_anywhere_it_is_read_or_refused(name: str, container: str, codec: str, rate: int):
    data = encoded(container, codec, rate)
    for end in [*range(80), *range(80, min(len(data), 3000), 271)]:
        with contextlib.suppress(BadAudio, TooLong):
            decode(data[:end], 60)


def test_too_long_is_noticed_before_it_is_decoded_whole():
    data = long_silence("flac", "flac", 8000, hours=0.2)
    with pytest.raises(TooLong):
        decode(data, 60)


@pytest.mark.parametrize("data", [b"", b"x", b"how much?" * 50, b"RIFF1234WAVE", b"\x89PNG\r\n\x1a\n" + bytes(99)])
def test_what_is_no_recording(data: bytes):
    with pytest.raises(BadAudio):
        decode(data, 60)


def test_video_without_sound_is_refused():
    with pytest.raises(BadAudio):
        decode(picture_only(), 60)


def test_every_container_has_a_reader():
    assert set(CONTAINERS.values()) <= set(av.formats_available) | {"mov", "matroska"}


def test_silence_is_cut_off_and_quiet_recordings_are_amplified():
    tone = decode(encoded("wav", "pcm_s16le", 16000), 60).samples
    quiet = np.concatenate([silence(3), tone // 100, silence(2)])
    audio = prepared(Audio(quiet, 6.0))
    assert audio.seconds == pytest.approx(SECONDS + 0.6, abs=0.1)
    assert audio.duration == 6.0
    assert np.abs(audio.samples).max() > 10 * np.abs(quiet).max()
    assert np.abs(audio.samples).max() < 32768


@pytest.mark.parametrize(
    ("container", "codec", "rate", "narrow"),
    [
        ("wav", "pcm_s16le", 16000, False), ("mp3", "libmp3lame", 44100, False), ("webm", "libopus", 48000, False),
        ("wav", "pcm_s16le", 11025, False), ("wav", "pcm_s16le", 8000, True), ("wav", "pcm_u8", 8000, True),
        ("amr", "libopencore_amrnb", 8000, True),
    ],
)  # fmt: skip
def test_telephone_bandwidth_is_noticed(container: str, codec: str, rate: int, narrow: bool):
    noise = np.random.default_rng(0).normal(0, 3000, 16000).astype(np.int16)
    audio = decode(coded(noise, 16000, container, codec, rate), 60)
    assert prepared(audio).narrow is narrow


@pytest.mark.parametrize("samples", [silence(0), silence(0.01), silence(5), np.full(16000, 3, np.int16)])
def test_nobody_speaks(samples: np.ndarray):
    with pytest.raises(NothingHeard):
        prepared(Audio(samples, len(samples) / SAMPLE_RATE_HZ))
