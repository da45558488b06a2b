"""Whole conversations over REST and the web channel, in Chinese, English and both; see `conversations/*.yml`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.end_to_end.client import Guest, SignedIn

CONVERSATIONS = [
    pytest.param(conversation, id=f"{path.stem}-{conversation['name'].replace(' ', '-')}")
    for path in sorted(Path(__file__).with_name("conversations").glob("*.yml"))
    for conversation in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_conversation(conversation: dict[str, Any], guest: Guest, sign_in: Callable[[str], SignedIn]) -> None:
    customer = sign_in(conversation["customer"]) if "customer" in conversation else guest
    answer = None
    for turn in conversation["turns"]:
        text = turn["user"]
        if text.startswith("button "):
            assert answer is not None
            text = answer.buttons[int(text.removeprefix("button ")) - 1]["payload"]
        answer = customer.say(text)
        said = f"after {turn['user']!r} the assistant said:\n{answer.text}"
        assert answer.text, said
        for words in turn.get("has", []):
            assert words in answer.text, said
        if "any" in turn:
            assert any(words in answer.text for words in turn["any"]), said
        for words in turn.get("not", []):
            assert words not in answer.text, said
        if "buttons" in turn:
            assert len(answer.buttons) >= turn["buttons"], said
        language = turn.get("language", conversation["language"])
        assert answer.is_chinese == (language == "zh"), said
