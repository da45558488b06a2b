"""The assistant as `make run` serves it, for one run alone: a free port, a sample shop and conversations of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests

from bench.results import PROJECT

START_S = 180
STOP_S = 30
#: What customers ask it in benchmarks of its speed.
TEXTS = (
    "有没有三千以下的降噪耳机", "what does refresh rate mean", "where is my order", "你好", "AirPods Pro 2 多少钱",
    "do you have the Sony WH-1000XM5", "怎么退货", "compare iPhone 15 and Mate 60", "快递一般几天到", "thanks",
)  # fmt: skip


class NotStarted(RuntimeError):
    """The assistant did not start; the message is what it said last."""


@contextmanager
def own_assistant(model: Path, folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve a model.

    Args:
        model: The model archive.
        folder: For the shop, the conversations and the log.
        settings: Further settings, by the names of their environment variables.

    Yields:
        The server's address.

    Raises:
        NotStarted: The server did not start.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"PORT": str(port), "CATALOG_URL": f"sqlite:///{folder / 'shop.db'}", "VAR_DIR": str(folder)}
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "--host", "127.0.0.1", "--model", str(model)],
            cwd=PROJECT,
            env={**os.environ, **own, **(settings or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process, log)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            if requests.get(f"{address}/readyz", timeout=5).status_code == requests.codes.ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    raise NotStarted(f"The assistant did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
