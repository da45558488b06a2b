"""All channels on a real server, around an agent without a model and a shop with two customers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from catalog.errors import CatalogUnavailable
from connectors.rest import RestInput
from connectors.voice.channel import VoiceInput
from connectors.voice.transcripts import TranscriptStore
from connectors.web.channel import WebInput
from runtime.settings import Settings
from tests.serving import FakeAgent, Server, serving

CUSTOMERS = {
    "demo": SimpleNamespace(id="C1", username="demo", display_name="王小明", language="zh"),
    "alice": SimpleNamespace(id="C2", username="alice", display_name="Alice <b>", language="en"),
}


class FakeCustomers:
    """Knows two customers; the password is the user name."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, bool]] = []
        self.down = False

    def authenticate(self, username: str, password: str, *, allow_demo: bool) -> SimpleNamespace | None:
        self.calls.append((username, allow_demo))
        if self.down:
            raise CatalogUnavailable("down")
        return CUSTOMERS.get(username) if username == password and allow_demo else None


class FakeShop:
    def __init__(self) -> None:
        self.customers = FakeCustomers()
        self.down = False

    def ping(self) -> None:
        if self.down:
            raise CatalogUnavailable("down")


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    web = WebInput(Settings(secret_key="for tests only, for tests only, 1"))
    with serving([RestInput(), web, VoiceInput()], FakeAgent()) as server:
        server.web = web
        yield server


@pytest.fixture
def server(running: Server, tmp_path: Path) -> Server:
    """The running server as new: no conversation, no transcript, no failed sign-in, everything reachable."""
    fresh = FakeAgent()
    running.agent = running.app.ctx.agent = fresh
    running.app.ctx.shop = FakeShop()
    running.app.ctx.transcripts = TranscriptStore(tmp_path / "voice.db", keep_s=60)
    running.web._tries._failures.clear()
    return running


class Browser(requests.Session):
    """Keeps cookies, and knows the server's address."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def request(self, method: str, path: str, **options: object) -> requests.Response:
        options.setdefault("timeout", 10)
        return super().request(method, self.url + path if path.startswith("/") else path, **options)

    def sign_in(self, username: str, password: str | None = None, **options: object) -> requests.Response:
        body = {"username": username, "password": username if password is None else password}
        return self.post("/api/session", json=body, **options)

    def say(self, message: object) -> requests.Response:
        return self.post("/api/messages", json={"message": message})


@pytest.fixture
def browser(server: Server) -> Browser:
    return Browser(server.url)


@pytest.fixture
def signed_in(browser: Browser) -> Browser:
    assert browser.sign_in("demo").status_code == 200
    return browser
