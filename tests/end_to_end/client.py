"""Customers of the running server."""

from __future__ import annotations

from typing import Any

import requests

TIMEOUT_S = 60


class Answer:
    """What the assistant answered.

    Attributes:
        messages: The messages in the REST shape.
        text: Their texts, one a line.
        buttons: Their buttons.
    """

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self.messages = messages
        self.text = "\n".join(message.get("text", "") for message in messages)
        self.buttons = [button for message in messages for button in message.get("buttons", [])]

    @property
    def is_chinese(self) -> bool:
        """Whether most of its letters are Chinese ones."""
        han = sum("\u4e00" <= char <= "\u9fff" for char in self.text)
        return han > sum(char.isascii() and char.isalpha() for char in self.text) / 6


class Guest:
    """Somebody on the REST channel."""

    def __init__(self, server: str, sender: str) -> None:
        self.server, self.sender = server, sender

    def post(self, body: Any) -> requests.Response:
        """Send a body as it is."""
        return requests.post(f"{self.server}/webhooks/rest/webhook", json=body, timeout=TIMEOUT_S)

    def say(self, text: str, **more: Any) -> Answer:
        """Say something."""
        response = self.post({"sender": self.sender, "message": text, **more})
        assert response.status_code == 200, response.text
        return Answer(response.json())


class SignedIn:
    """A sample customer on the web channel."""

    def __init__(self, server: str, username: str) -> None:
        self.server, self.session = server, requests.Session()
        answer = self.session.post(
            f"{server}/api/session", json={"username": username, "password": username}, timeout=TIMEOUT_S
        )
        assert answer.status_code == 200, answer.text

    def say(self, text: str, **more: Any) -> Answer:
        """Say something."""
        response = self.session.post(f"{self.server}/api/messages", json={"message": text, **more}, timeout=TIMEOUT_S)
        assert response.status_code == 200, response.text
        return Answer(response.json())
