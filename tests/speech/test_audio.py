"""Every container and sample format gives the same sound; broken ones are refused."""

from __future__ import annotations

import contextlib
import io
import struct

import av
import numpy as np
import pytest

from speech.audio.decode import decode
from speech.audio.level import prepared, silence
from speech.audio.sniff import CONTAINERS, container_of
from speech.contract import SAMPLE_RATE_HZ, Audio, BadAudio, NothingHeard, TooLong

SECONDS = 1.0
TONE_HZ = 440

#: Container, FFmpeg's name of it, codec, sample rates.
ENCODINGS = [
    ("wav", "wav", "pcm_s16le", 16000),
    ("wav", "wav", "pcm_u8", 8000),
    ("wav", "wav", "pcm_s24le", 44100),
    ("wav", "wav", "pcm_s32le", 48000),
    ("wav", "wav", "pcm_f32le", 48000),
    ("wav", "wav", "pcm_alaw", 8000),
    ("aiff", "aiff", "pcm_s16be", 22050),
    ("flac", "flac", "flac", 16000),
    ("mp3", "mp3", "libmp3lame", 44100),
    ("ogg", "ogg", "libopus", 48000),
    ("webm", "webm", "libopus", 48000),
    ("mp4", "mp4", "aac", 44100),
    ("aac", "adts", "aac", 44100),
    ("amr", "amr", "libopencore_amrnb", 8000),
]


def encoded(container: str, codec: str, rate: int, layout: str = "mono", seconds: float = SECONDS) -> bytes:
    """A tone in a container."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate)
        stream.codec_context.layout = layout
        channels = 2 if layout == "stereo" else 1
        times = np.arange(int(seconds * rate)) / rate
        tone = (0.5 * np.sin(2 * np.pi * TONE_HZ * times)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(np.repeat(tone, channels)[None, :], format="flt", layout=layout)
        frame.sample_rate = rate
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout=layout, rate=rate, frame_size=stream.codec_context.frame_size
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return out.getvalue()


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
    for end in [*range(0, 80, 3), *range(80, min(len(data), 3000), 271)]:
        with contextlib.suppress(BadAudio, TooLong):
            decode(data[:end], 60)


def test_too_long_is_noticed_before_it_is_decoded_whole():
    # Three hours of silence in a small file.
    data = encoded("flac", "flac", 8000, seconds=0.01)
    assert data
    out = io.BytesIO()
    with av.open(out, "w", format="flac") as file:
        stream = file.add_stream("flac", rate=8000)
        stream.codec_context.layout = "mono"
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4096), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        for _ in range(3 * 3600 * 8000 // 4096 // 20):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    with pytest.raises(TooLong):
        decode(out.getvalue(), 60)


@pytest.mark.parametrize("data", [b"", b"x", b"how much?" * 50, b"RIFF1234WAVE", b"\x89PNG\r\n\x1a\n" + bytes(99)])
def test_what_is_no_recording(data: bytes):
    with pytest.raises(BadAudio):
        decode(data, 60)


def test_video_without_sound_is_refused():
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        stream = file.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 16, 16, "yuv420p"
        for _ in range(3):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")))
        file.mux(stream.encode(None))
    with pytest.raises(BadAudio):
        decode(out.getvalue(), 60)


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


@pytest.mark.parametrize("samples", [silence(0), silence(0.01), silence(5), np.full(16000, 3, np.int16)])
def test_nobody_speaks(samples: np.ndarray):
    with pytest.raises(NothingHeard):
        prepared(Audio(samples, len(samples) / SAMPLE_RATE_HZ))
