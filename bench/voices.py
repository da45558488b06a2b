"""Synthetic voices for the voice benchmark: espeak-ng and flite."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

#: Program and voice; each question of the benchmark is spoken by one of them in turn, or by all.
VOICES = (
    "espeak-ng:en-us", "flite:slt", "espeak-ng:en-us+f3", "flite:rms",
    "espeak-ng:en-gb", "flite:awb", "espeak-ng:en-gb+m3", "flite:kal16",
)  # fmt: skip
#: Words a minute of espeak-ng; a calm speaker.
WORDS_PER_MINUTE = 140
TIMEOUT_S = 30


def missing_programs() -> list[str]:
    """Programs that the voices need and that are not installed."""
    return sorted({name for name in (voice.partition(":")[0] for voice in VOICES) if shutil.which(name) is None})


def spoken(text: str, voice: str) -> bytes:
    """A text as a WAV file.

    Args:
        text: The text.
        voice: One of `VOICES`.
    """
    program, _, name = voice.partition(":")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        if program == "flite":
            command = [program, "-voice", name, "-t", text, "-o", str(path)]
        else:
            command = [program, "-v", name, "-s", str(WORDS_PER_MINUTE), "-w", str(path), text]
        subprocess.run(command, check=True, timeout=TIMEOUT_S, stdout=subprocess.DEVNULL)
        return path.read_bytes()
