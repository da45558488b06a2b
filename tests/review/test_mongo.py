from __future__ import annotations

import asyncio
import uuid

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from review.conversations import read_conversations
from runtime.settings import PROJECT, Settings
from stores import conversations
from tests.review.events import said

SINCE = 1_793_491_200.0  # 2026-11-01


@pytest.mark.services
def test_conversations_of_mongodb_are_read_since_a_time(mongo_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "read_settings", lambda: Settings(mongo_url=mongo_url))
    old, new = (f"review-{uuid.uuid4()}" for _ in range(2))

    async def fill() -> None:
        store = conversations.ConfiguredTrackerStore(domain=Domain.empty())
        for name, at in ((old, SINCE - 10), (new, SINCE + 10)):
            await store.save(DialogueStateTracker.from_dict(name, [said("你好 😀", "greet", at=at)], []))
        store.close()

    asyncio.run(fill())
    found = dict(read_conversations(SINCE, PROJECT / "domain.yml", print))
    assert old not in found and found[new][-1]["text"] == "你好 😀"
