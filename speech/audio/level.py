"""Silence cut off, loudness evened out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from speech.contract import SAMPLE_RATE_HZ, Audio, NothingHeard, Samples

FRAME_S = 0.02
#: Kept before and after what was said; recognisers need a little silence there.
MARGIN_S = 0.3
#: Loudness that is aimed at, of full scale, and how much quieter recordings may be amplified.
TARGET_RMS, MOST_GAIN = 0.08, 20.0
MOST_PEAK = 0.95
#: Below this, of full scale, there is nothing but the noise of a microphone that nobody speaks into.
SILENCE_RMS = 0.0008
#: Frames this much louder than the quiet ones are speech.
ABOVE_NOISE = 2.5
LEAST_SPEECH_S = 0.12
#: Recordings without any noise (synthetic voices, microphones that mute pauses) get this much, of full scale: pauses
#: of pure zeros are unlike everything that acoustic models were trained on. Measured in bench/voice.py.
NOISE_FLOOR_RMS = 40 / 32768
#: Above this the added noise grows weaker, like a room's, in hertz.
NOISE_CORNER_HZ = 500.0
#: A recording has a telephone's bandwidth where its upper part is so much weaker than its middle, in decibels.
UPPER_HZ, MIDDLE_HZ, NARROW_BELOW_DB = (4600.0, 6800.0), (1000.0, 3600.0), -40.0

Sound = npt.NDArray[np.float32]

_FULL_SCALE = 32768.0


def prepared(audio: Audio) -> Audio:
    """The part of a recording in which something is said, at an even loudness.

    Args:
        audio: The recording.

    Returns:
        The part, with a little silence around it.

    Raises:
        NothingHeard: Nobody says anything.
    """
    samples = audio.samples.astype(np.float32) / _FULL_SCALE
    samples -= samples.mean() if len(samples) else 0.0
    loudness = _loudness(samples)
    if not len(loudness):
        raise NothingHeard("shorter than a sound")
    noise = float(np.percentile(loudness, 10))
    loud = np.flatnonzero(loudness > max(SILENCE_RMS, min(noise * ABOVE_NOISE, float(loudness.max()) * 0.3)))
    if len(loud) * FRAME_S < LEAST_SPEECH_S:
        raise NothingHeard("silence")
    frame, margin = int(FRAME_S * SAMPLE_RATE_HZ), int(MARGIN_S * SAMPLE_RATE_HZ)
    start, end = max(0, loud[0] * frame - margin), min(len(samples), (loud[-1] + 1) * frame + margin)
    samples = _padded(samples[start:end], start, len(audio.samples) - end, margin)
    speech = loudness[loud]
    gain = min(MOST_GAIN, TARGET_RMS / max(float(np.sqrt(np.mean(speech**2))), SILENCE_RMS))
    gain = min(gain, MOST_PEAK / max(float(np.abs(samples).max()), 1e-6))
    narrow = _is_narrow(samples)
    samples = _with_noise_floor(samples * gain, always=narrow)
    samples = np.round(np.clip(samples, -1, 1) * (_FULL_SCALE - 1))
    return replace(audio, samples=samples.astype(np.int16), narrow=narrow)


def _loudness(samples: Sound) -> Sound:
    frame = int(FRAME_S * SAMPLE_RATE_HZ)
    whole = samples[: len(samples) // frame * frame].reshape(-1, frame)
    # Recordings of 8 bits rest beside zero: that is no sound.
    result: Sound = whole.std(axis=1) if len(whole) else np.zeros(0, np.float32)
    return result


def _is_narrow(samples: Sound) -> bool:
    frame = int(FRAME_S * SAMPLE_RATE_HZ)
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame) * np.hanning(frame)
    power = (np.abs(np.fft.rfft(frames)) ** 2).sum(axis=0)
    hertz = np.fft.rfftfreq(frame, 1 / SAMPLE_RATE_HZ)
    upper, middle = (float(power[(hertz > low) & (hertz < high)].sum()) for low, high in (UPPER_HZ, MIDDLE_HZ))
    return upper < middle * 10 ** (NARROW_BELOW_DB / 10)


def _with_noise_floor(samples: Sound, always: bool) -> Sound:
    floor = 0.0 if always else float(np.percentile(_loudness(samples), 10))
    missing = np.sqrt(max(0.0, NOISE_FLOOR_RMS**2 - floor**2))
    if not missing:
        return samples
    count = len(samples)
    spectrum = np.fft.rfft(np.random.default_rng(0).normal(0.0, 1.0, count))
    spectrum /= np.sqrt(1 + (np.fft.rfftfreq(count, 1 / SAMPLE_RATE_HZ) / NOISE_CORNER_HZ) ** 2)
    noise = np.fft.irfft(spectrum, count)
    result: Sound = (samples + missing * noise / noise.std()).astype(np.float32)
    return result


def _padded(samples: Sound, before: int, after: int, margin: int) -> Sound:
    """Add the silence that a recording cut too short lacks: faint noise, for pure zeros upset recognisers."""
    missing = [max(0, margin - room) if room < margin else 0 for room in (before, after)]
    noise = np.random.default_rng(0).normal(0.0, 1.5 / _FULL_SCALE, sum(missing)).astype(np.float32)
    result: Sound = np.concatenate([noise[: missing[0]], samples, noise[missing[0] :]])
    return result


def silence(seconds: float) -> Samples:
    """Silence, for tests and for warming up a recogniser."""
    return np.zeros(int(seconds * SAMPLE_RATE_HZ), np.int16)
