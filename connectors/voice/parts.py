"""What an app keeps for voice: its recognisers, and the transcripts of its customers."""

from __future__ import annotations

from sanic import Sanic

from connectors.voice.measures import measures
from connectors.voice.transcripts import TranscriptStore
from speech.service import SpeechService
from speech.settings import VoiceSettings

STORE_FILE = "voice.db"


def service(app: Sanic) -> SpeechService:
    """The recognisers of an app; the first call makes them."""
    if getattr(app.ctx, "speech", None) is None:
        app.ctx.speech = SpeechService(VoiceSettings.from_env(), observer=measures())
    made: SpeechService = app.ctx.speech
    return made


def store(app: Sanic) -> TranscriptStore:
    """The transcripts of an app; their file is made with the first one."""
    if getattr(app.ctx, "transcripts", None) is None:
        keep_s = service(app).settings.keep_hours * 3600
        app.ctx.transcripts = TranscriptStore(app.ctx.settings.var / STORE_FILE, keep_s)
    made: TranscriptStore = app.ctx.transcripts
    return made
