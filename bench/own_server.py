"""A MySQL server that belongs to one run alone, so that it can be killed."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time

from bench.results import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))

from backing.mysql import MySQL


class OwnMySQL(MySQL):
    """The server of `make services`, with another folder and another port."""

    name = f"mysql-own-{os.getpid()}"
    title = "MySQL (own)"
    first_port = 13506

    def __init__(self) -> None:
        self.away_s = 0.0

    def start_empty(self) -> str:
        """Start with an empty data folder; the URL of an empty database."""
        self.provide()
        self.launch()
        self.wait()
        return self.url()

    def kill_and_restart(self) -> None:
        """What a power cut does."""
        pid = self.pid()
        assert pid is not None
        began = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.launch()
        self.wait()
        self.away_s = time.monotonic() - began

    def stop(self) -> bool:
        """End it and remove its folder."""
        ended = super().stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        return ended
