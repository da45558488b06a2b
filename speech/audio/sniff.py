"""What a file is, by its first bytes; its name and declared type are not looked at."""

from __future__ import annotations

#: What we read, with the name of FFmpeg's reader and how customers call it.
CONTAINERS = {
    "wav": "wav",
    "aiff": "aiff",
    "flac": "flac",
    "mp3": "mp3",
    "ogg": "ogg",
    "webm": "matroska",
    "mp4": "mov",
    "amr": "amr",
    "aac": "aac",
}
NAMES = ("WAV", "FLAC", "AIFF", "MP3", "OGG", "WebM", "M4A", "AAC", "AMR")

_MPEG_AUDIO_BITRATES = range(1, 15)


def container_of(data: bytes) -> str | None:
    """The container of a recording.

    Args:
        data: The file, or its first kilobyte.

    Returns:
        A key of `CONTAINERS`; None where it is something else.
    """
    head = data[:64]
    if head[:4] in (b"RIFF", b"RF64", b"RIFX") and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "webm"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:6] in (b"#!AMR\n", b"#!AMR-"):
        return "amr"
    if head[:3] == b"ID3":
        return "mp3"
    return _mpeg(head)


def _mpeg(head: bytes) -> str | None:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    if layer == 0:
        return "aac" if head[1] & 0xF6 == 0xF0 else None
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return "mp3" if version != 1 and bitrate in _MPEG_AUDIO_BITRATES and rate != 3 else None
