"""A real server on a free port, around an agent without a model."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import rasa.core.run
import requests
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SessionStarted, UserUttered
from sanic import Sanic

from runtime.actions_endpoint import RemoteActions
from stores.conversations import StrictTrackerStore

START_TIMEOUT_S = 20
Answer = Callable[[UserMessage], Awaitable[list[dict[str, Any]]]]


class FakeAgent:
    """Keeps conversations like Rasa's agent, and answers with what a test says."""

    def __init__(self, store: TrackerStore | None = None) -> None:
        self.tracker_store: Any = store or StrictTrackerStore(InMemoryTrackerStore(Domain.empty()))
        self.lock_store = SimpleNamespace()
        self.action_endpoint: Any = RemoteActions("http://127.0.0.1:1")
        self.processor = None
        self.ready = True
        self.received: list[UserMessage] = []
        self.answers: list[dict[str, Any]] = [{"text": "好的"}]
        self.failure: BaseException | None = None

    def is_ready(self) -> bool:
        return self.ready

    @property
    def last(self) -> UserMessage:
        return self.received[-1]

    async def handle_message(self, message: UserMessage) -> None:
        self.received.append(message)
        if self.failure is not None:
            raise self.failure
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
        if not any(isinstance(event, SessionStarted) for event in tracker.events):
            tracker.update(SessionStarted())
        tracker.update(UserUttered(message.text, metadata=message.metadata, input_channel=message.input_channel))
        for answer in self.answers:
            data = {key: value for key, value in answer.items() if key != "text"}
            tracker.update(BotUttered(answer.get("text"), data))
            await message.output_channel.send_response(message.sender_id, dict(answer))
        await self.tracker_store.save(tracker)


class Server:
    """A running server."""

    def __init__(self, app: Sanic, agent: Any, port: int, stop: Callable[[], None]) -> None:
        self.app, self.agent, self.stop = app, agent, stop
        self.url = f"http://127.0.0.1:{port}"

    def get(self, path: str, **options: Any) -> requests.Response:
        return requests.get(self.url + path, timeout=10, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        return requests.post(self.url + path, timeout=10, **options)

    def say(self, message: Any, sender: Any = "alice", **more: Any) -> requests.Response:
        return self.post("/webhooks/rest/webhook", json={"sender": sender, "message": message, **more})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    channels: list[InputChannel], agent: Any, prepare: Callable[[Sanic], None] | None = None
) -> Iterator[Server]:
    """Serve channels as Rasa does.

    Args:
        channels: The channels.
        agent: What handles messages.
        prepare: Called with the app before it starts.
    """
    Sanic.test_mode = True
    port = free_port()
    app = rasa.core.run.configure_app(channels, enable_api=False, port=port)
    app.ctx.agent = agent
    if prepare is not None:
        prepare(app)
    started = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def note(_app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        loops.append(loop)
        started.set()

    app.register_listener(note, "after_server_start")
    options = {"host": "127.0.0.1", "port": port, "register_sys_signals": False, "access_log": False}
    thread = threading.Thread(target=app.run, kwargs=options, daemon=True)
    thread.start()
    if not started.wait(START_TIMEOUT_S):
        raise RuntimeError("the server did not start")
    _await_port(port)

    def stop() -> None:
        if thread.is_alive():
            loops[0].call_soon_threadsafe(app.stop)
            thread.join(START_TIMEOUT_S)

    try:
        yield Server(app, agent, port, stop)
    finally:
        stop()
        Sanic._app_registry.clear()


def _await_port(port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server does not listen")
