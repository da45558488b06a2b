"""Sounds in every container that we read."""

from __future__ import annotations

import io

import av
import numpy as np

TONE_HZ = 440

#: Our name of the container, FFmpeg's name of it, codec, sample rate.
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


def encoded(container: str, codec: str, rate: int, layout: str = "mono", seconds: float = 1.0) -> bytes:
    """A tone in a container."""
    times = np.arange(int(seconds * rate)) / rate
    tone = np.round(16383 * np.sin(2 * np.pi * TONE_HZ * times)).astype(np.int16)
    return coded(tone, rate, container, codec, rate, layout)


def coded(
    samples: np.ndarray, own_rate: int, container: str, codec: str, rate: int, layout: str = "mono", bit_rate: int = 0
) -> bytes:
    """Samples in a container; the codec chooses how many bits a second it takes where none are given."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate)
        stream.codec_context.layout = layout
        if bit_rate:
            stream.codec_context.bit_rate = bit_rate
        stream.codec_context.open()
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate = own_rate
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout=layout, rate=rate, frame_size=stream.codec_context.frame_size
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return out.getvalue()


def long_silence(container: str, codec: str, rate: int, hours: float) -> bytes:
    """Hours of silence in a file that is small for it."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate)
        stream.codec_context.layout = "mono"
        size = stream.codec_context.frame_size or 4096
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, size), np.int16), format=stream.codec_context.format.name, layout="mono"
        )
        frame.sample_rate = rate
        for _ in range(int(hours * 3600 * rate / size)):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def picture_only() -> bytes:
    """An MP4 file without a sound track."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        stream = file.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 16, 16, "yuv420p"
        for _ in range(3):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")))
        file.mux(stream.encode(None))
    return out.getvalue()
