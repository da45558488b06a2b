"""The same words come out of every format: real speech, the real decoder, and a recogniser adapted to a small shop."""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import Callable

import numpy as np
import pytest

from bench.voices import missing_programs, spoken
from speech.adapt.build import build
from speech.adapt.material import Material, Part
from speech.audio.decode import decode
from speech.audio.level import prepared
from speech.engines.sphinx import SphinxRecognizer
from speech.engines.sphinx_model import base_model
from speech.lexicon.dictionary import read_dictionary, write_dictionary
from tests.speech.sounds import coded

SENTENCES = (
    "where is my order", "i want to cancel my order", "how much is this phone", "do you have headphones in stock",
    "show me laptops under one thousand dollars", "can i return this phone", "what does refresh rate mean",
    "how long does the delivery take", "compare these two cameras", "i need an invoice for my last order",
    "which keyboard is good for games", "is there a discount on tablets", "please change my address",
    "when will my parcel arrive", "talk to a person please", "does this laptop have a warranty",
)  # fmt: skip
#: Who says what: sentences that the recogniser hears right in 16 bits.
SPOKEN = (
    ("espeak-ng:en-us", "i want to cancel my order"), ("flite:rms", "show me laptops under one thousand dollars"),
    ("flite:slt", "what does refresh rate mean"), ("espeak-ng:en-gb", "does this laptop have a warranty"),
)  # fmt: skip

Sound = np.ndarray
Encode = Callable[[Sound, int], bytes]


def extensible(samples: Sound, rate: int) -> bytes:
    """WAVE_FORMAT_EXTENSIBLE, which no encoder of ours writes."""
    guid = b"\x01\x00\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
    data = samples.astype("<i2").tobytes()
    head = struct.pack("<HHIIHHHHI", 0xFFFE, 1, rate, 2 * rate, 2, 16, 22, 16, 4) + guid
    body = b"WAVEfmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def as_(container: str, codec: str, rate: int, layout: str = "mono", bits_per_second: int = 0) -> Encode:
    return lambda samples, own_rate: coded(samples, own_rate, container, codec, rate, layout, bits_per_second)


#: Each with the rate of the plain WAV that it is compared with.
FORMATS: dict[str, tuple[Encode, int]] = {
    "WAV 11 kHz": (as_("wav", "pcm_s16le", 11025), 16000),
    "WAV 22 kHz": (as_("wav", "pcm_s16le", 22050), 16000),
    "WAV 32 kHz": (as_("wav", "pcm_s16le", 32000), 16000),
    "WAV 44 kHz": (as_("wav", "pcm_s16le", 44100), 16000),
    "WAV 48 kHz": (as_("wav", "pcm_s16le", 48000), 16000),
    "WAV extensible": (extensible, 16000),
    "WAV 8 bits": (as_("wav", "pcm_u8", 16000), 16000),
    "WAV 8 bits 8 kHz": (as_("wav", "pcm_u8", 8000), 8000),
    "WAV 24 bits": (as_("wav", "pcm_s24le", 44100), 16000),
    "WAV float": (as_("wav", "pcm_f32le", 48000), 16000),
    "WAV stereo": (as_("wav", "pcm_s16le", 44100, "stereo"), 16000),
    "FLAC": (as_("flac", "flac", 16000), 16000),
    "AIFF": (as_("aiff", "pcm_s16be", 22050), 16000),
    "MP3": (as_("mp3", "libmp3lame", 44100, bits_per_second=64000), 16000),
    "Ogg Opus": (as_("ogg", "libopus", 48000, bits_per_second=32000), 16000),
    "WebM Opus": (as_("webm", "libopus", 48000, bits_per_second=32000), 16000),
    "M4A": (as_("mp4", "aac", 44100, bits_per_second=64000), 16000),
    "AMR": (as_("amr", "libopencore_amrnb", 8000, bits_per_second=12200), 8000),
}  # fmt: skip


@pytest.fixture(scope="module")
def hear(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], str]:
    """Recording to words, as a worker does it."""
    assert not missing_programs(), "speech is made by espeak-ng and flite: apt-get install espeak-ng flite"
    folder = tmp_path_factory.mktemp("voice")
    acoustic, dictionary, _ = base_model("en", folder)
    words = {word for sentence in SENTENCES for word in sentence.split()}
    write_dictionary({w: s for w, s in read_dictionary(dictionary).items() if w in words}, folder / "words.dict")
    material = Material("en", [(Part(sentence),) for sentence in SENTENCES])
    build(material, folder / "words.dict", folder, acoustic=acoustic)
    recognizer = SphinxRecognizer(folder)
    return lambda recording: recognizer.recognize(prepared(decode(recording, 60)), "en").text


@pytest.fixture(scope="module")
def speech() -> list[tuple[Sound, int, str]]:
    """What is said, as samples with their rate."""
    made = []
    for voice, sentence in SPOKEN:
        with wave.open(io.BytesIO(spoken(sentence, voice))) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            made.append((samples, file.getframerate(), sentence))
    return made


@pytest.fixture(scope="module")
def as_wav(hear: Callable[[bytes], str], speech: list[tuple[Sound, int, str]]) -> dict[int, list[str]]:
    """What is heard in plain WAV files, by their rate."""
    return {rate: [hear(as_("wav", "pcm_s16le", rate)(s, r)) for s, r, _ in speech] for rate in (8000, 16000)}


def test_the_words_are_those_that_were_said(as_wav: dict[int, list[str]], speech: list[tuple[Sound, int, str]]):
    said = [sentence for _, _, sentence in speech]
    assert [text.lower().replace("$1000", "one thousand dollars") for text in as_wav[16000]] == said


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_the_words_of_its_wav(
    hear: Callable[[bytes], str], speech: list[tuple[Sound, int, str]], as_wav: dict[int, list[str]], name: str
):
    encode, rate = FORMATS[name]
    assert [hear(encode(samples, own_rate)) for samples, own_rate, _ in speech] == as_wav[rate]
