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
