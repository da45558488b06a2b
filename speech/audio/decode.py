"""Any recording to 16 kHz mono, with PyAV, in memory: no file is ever written."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from speech.audio.sniff import CONTAINERS, container_of
from speech.contract import SAMPLE_RATE_HZ, Audio, BadAudio, EngineUnavailable, Samples, TooLong

#: Decoding longer than this is not decoding a voice message.
DECODE_LIMIT_S = 10.0
#: So much longer than the limit may a recording be: encoders round up.
TOLERANCE_S = 0.5
#: Damaged pieces of a recording that are skipped before it is given up.
MOST_DAMAGED = 25
_LARGEST_RATE_HZ = 384_000
_MOST_CHANNELS = 8


def decode(data: bytes, most_seconds: float) -> Audio:
    """Decode a recording.

    Args:
        data: The file.
        most_seconds: How long it may be, in seconds.

    Returns:
        The sound.

    Raises:
        BadAudio: It is not a recording in a format we read, or it holds no sound.
        TooLong: It is longer than allowed; decoding stops there, however long it would have been.
        EngineUnavailable: The decoder is not installed.
    """
    container = container_of(data)
    if container is None:
        raise BadAudio("unknown container")
    try:
        import av
    except ImportError as error:
        raise EngineUnavailable("PyAV is not installed: pip install av") from error
    most = int((most_seconds + TOLERANCE_S) * SAMPLE_RATE_HZ)
    chunks: list[Samples] = []
    count = 0
    try:
        with av.open(io.BytesIO(data), format=CONTAINERS[container], metadata_errors="replace") as opened:
            for chunk in _resampled(opened):
                chunks.append(chunk)
                count += len(chunk)
                if count > most:
                    raise TooLong(f"more than {most_seconds:g} s")
    except (av.FFmpegError, ValueError, OverflowError, MemoryError) as error:
        if not count:
            raise BadAudio(f"{container}: {type(error).__name__}") from error
        # The beginning could be read: what a hung-up phone call or a cut-off upload leaves.
    if not count:
        raise BadAudio(f"{container}: no sound in it")
    return Audio(np.concatenate(chunks), count / SAMPLE_RATE_HZ, container)


def _resampled(opened: Any) -> Iterator[Samples]:
    import av

    streams = opened.streams.audio
    if not streams:
        raise BadAudio("no sound track")
    stream = streams[0]
    context = stream.codec_context
    if context is None:
        raise BadAudio("unknown codec")
    if not 0 < context.sample_rate <= _LARGEST_RATE_HZ or not 0 < stream.channels <= _MOST_CHANNELS:
        raise BadAudio(f"{context.sample_rate} Hz, {stream.channels} channels")
    context.thread_count = 1  # each thread would claim address space, which is limited: see `speech.audio.memory`
    resampler = av.AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE_HZ)
    deadline = time.monotonic() + DECODE_LIMIT_S
    damaged = 0
    for packet in opened.demux(stream):
        if time.monotonic() > deadline:
            raise TooLong("decoding took too long")
        try:
            frames = packet.decode()
        except av.FFmpegError as error:
            damaged += 1
            if damaged > MOST_DAMAGED:
                raise BadAudio("damaged") from error
            continue
        for frame in frames:
            frame.pts = None  # gaps and jumps in time stamps do not become silence
            for out in resampler.resample(frame):
                yield _samples(out)
    for out in resampler.resample(None):
        yield _samples(out)


def _samples(frame: Any) -> Samples:
    samples: Samples = frame.to_ndarray().reshape(-1).astype(np.int16, copy=True)
    return samples
