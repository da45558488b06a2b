"""The model is loaded without a training step, and is the same model."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.nlu.classifiers.diet_classifier import DIET

from components.diet import ShopDIETClassifier
from tools.content import current_model

SENTENCES = ["有没有三千以下的降噪耳机", "what does refresh rate mean", "帮我 track 一下 my order SO20261101001"]


def _understood() -> list[dict[str, Any]]:
    agent = Agent.load(str(current_model()))

    async def read() -> list[dict[str, Any]]:
        return [await agent.parse_message(text) for text in SENTENCES]

    return asyncio.run(read())


def test_same_as_loaded_by_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = _understood()
    monkeypatch.setattr(ShopDIETClassifier, "model_class", staticmethod(lambda: DIET))
    assert ours == _understood()
