"""The real server with the real model, on a free port and with a shop of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from tests.end_to_end.client import Guest, SignedIn
from tools.content import PROJECT, current_model

START_TIMEOUT_S = 180


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running server."""
    folder = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "PORT": str(port),
        "CATALOG_URL": f"sqlite:///{folder / 'shop.db'}",
        "SECRET_KEY": "k" * 40,
    }
    log = folder / "server.log"
    with log.open("w") as output:
        command = [sys.executable, "-m", "server", "--host", "127.0.0.1", "--model", str(current_model())]
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_TIMEOUT_S):
        try:
            if requests.get(address, timeout=5).status_code == 200:
                return
        except requests.ConnectionError:
            pass
        if process.poll() is not None:
            break
        time.sleep(1)
    pytest.fail(f"the server did not start:\n{log.read_text()[-3000:]}", pytrace=False)


@pytest.fixture
def guest(server: str) -> Guest:
    """A guest on the REST channel, in a conversation of their own."""
    return Guest(server, f"guest-{uuid.uuid4().hex}")


@pytest.fixture
def sign_in(server: str) -> Callable[[str], SignedIn]:
    """Signs a sample customer in: `sign_in("demo")`."""
    return lambda username: SignedIn(server, username)
