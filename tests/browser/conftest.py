"""Chromium on the page: with the real assistant, and with one that says what a test tells it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from connectors.web.channel import WebInput
from runtime.settings import Settings
from tests.connectors.conftest import FakeShop
from tests.connectors.recorded import Voice, voice_serving
from tests.serving import FakeAgent

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright

LIBRARY = Path(__file__).resolve().parents[2] / "var" / "services" / "browser" / "wheel"
INSTALL = "run `.venv/bin/python scripts/services.py browser`"
#: A first answer may wait for the processor.
PATIENCE_MS = 30_000

Opener = Callable[..., "Page"]


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """What starts browsers. Not kept longer than a module: while it is there, nothing else may run an event loop."""
    if not LIBRARY.is_dir() or shutil.which("chromium") is None:
        pytest.fail(f"Chromium or its library is not there: {INSTALL}", pytrace=False)
    sys.path.append(str(LIBRARY))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started
    sys.path.remove(str(LIBRARY))


@pytest.fixture
def open_page(driver: Playwright) -> Iterator[Opener]:
    """Opens pages, each in a browser of its own; at the end no script may have failed and no rule been broken.

    `open_page(address, language="zh", *arguments)` takes Chromium's arguments after the language.
    """
    problems: list[str] = []
    browsers: list[Any] = []

    def note(message: Any) -> None:
        # Chromium also reports every answer with an error status, which tests bring about on purpose.
        if message.type == "error" and "Failed to load resource" not in message.text:
            problems.append(message.text)

    def opened(address: str, language: str = "zh", *arguments: str, **options: Any) -> Page:
        program = shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", *arguments])
        browsers.append(browser)
        locale = {"zh": "zh-CN", "en": "en-US"}[language]
        page = browser.new_context(locale=locale, base_url=address, **options).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", note)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto("/")
        return page

    yield opened
    for browser in browsers:
        browser.close()
    assert problems == []


def sign_in(page: Page, username: str) -> Page:
    """Sign a sample customer in on the login page, and wait for the conversation so far or the welcome."""
    page.fill("#username", username)
    page.fill("#password", username)
    page.click("button[type=submit]")
    page.wait_for_url("**/chat")
    answered(page, 0)
    return page


def said(page: Page) -> list[str]:
    """What the assistant said, as it can be read on the page."""
    return page.locator("#messages li.assistant .bubble").all_inner_texts()


def say(page: Page, text: str) -> str:
    """Type a message and wait for the answer, which may come in several pieces."""
    before = len(said(page))
    page.fill("#message", text)
    page.press("#message", "Enter")
    answered(page, before)
    return "\n".join(said(page)[before:])


def answered(page: Page, before: int) -> None:
    """Wait until the assistant has said more than `before` messages and nothing is awaited any more."""
    page.locator("#messages li.assistant .bubble").nth(before).wait_for()
    page.locator("#typing").wait_for(state="hidden")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Voice]:
    """A server around an assistant and a recogniser that say what a test tells them."""
    web = WebInput(Settings(secret_key="for tests only, for tests only, 1"))
    with voice_serving(tmp_path, web) as voice:
        voice.server.app.ctx.shop = FakeShop()
        voice.server.agent = voice.server.app.ctx.agent = FakeAgent()
        voice.says("where is my order")
        yield voice
