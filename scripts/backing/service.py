"""What all services have in common: port, process, health, log."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path

from backing.errors import ServiceError
from backing.places import FOLDER

__all__ = ["Service", "ServiceError"]

START_SECONDS = 90
STOP_SECONDS = 30


class Service(ABC):
    """One server on loopback, with its data, log and settings in a folder of its own."""

    #: The name on the command line, and of the folder.
    name: str
    #: The name that people know it by.
    title: str
    #: The setting that tells the tests where it is.
    setting: str
    #: The first port that is tried: none that the real thing uses.
    first_port: int

    @property
    def folder(self) -> Path:
        """Where its data, log and settings lie."""
        return FOLDER / self.name

    @property
    def data(self) -> Path:
        """Its data."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "log"

    @abstractmethod
    def provide(self) -> None:
        """Fetch the program, unless it is there."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the data folder ready for a first start, and write the configuration."""

    @abstractmethod
    def command(self) -> list[str]:
        """The server's command line. It names the service's folder, by which a running process is recognised."""

    @abstractmethod
    def url(self) -> str:
        """The address with user and password, as the tests take it."""

    @abstractmethod
    def ask(self) -> str:
        """Ask the server for its version; any exception means that it does not answer."""

    # Port and password are kept, so that a restart changes neither.

    @property
    def port(self) -> int:
        """Its port."""
        return int(self._settings()["port"])

    @property
    def password(self) -> str:
        """Its password, made on the first start."""
        return str(self._settings()["password"])

    def _settings(self) -> dict[str, str | int]:
        path = self.folder / "settings.json"
        try:
            settings: dict[str, str | int] = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            settings = {"port": self._free_port(), "password": secrets.token_hex(16)}
            self._keep(settings)
        return settings

    def _keep(self, settings: dict[str, str | int]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.write_private(self.folder / "settings.json", json.dumps(settings))

    def _free_port(self) -> int:
        for port in range(self.first_port, self.first_port + 100):
            if port_is_free(port):
                return port
        raise ServiceError(f"No free port for {self.title} from {self.first_port} on.")

    @staticmethod
    def write_private(path: Path, text: str) -> None:
        """Write a file that nobody else may read."""
        path.touch(mode=0o600, exist_ok=True)
        path.chmod(0o600)
        path.write_text(text, encoding="utf-8")

    # The process.

    def pid(self) -> int | None:
        """The running server's process id."""
        pid = self._last_pid()
        try:
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            return None
        return pid if str(self.folder) in arguments else None

    def _last_pid(self) -> int | None:
        try:
            return int((self.folder / "pid").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def launch(self) -> None:
        """Start the server's process; `wait` says when it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not port_is_free(self.port):
            self._keep({**self._settings(), "port": self._free_port()})
        self.prepare()
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        (self.folder / "pid").write_text(f"{process.pid}\n", encoding="utf-8")

    def wait(self) -> str:
        """Wait until the server answers; its version."""
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.ask()
            except ImportError as error:
                hint = "run scripts/bootstrap.sh, and then this with .venv/bin/python"
                raise ServiceError(f"{error}: {hint}.") from error
            except Exception as error:
                reason = f"{type(error).__name__}: {error}"
            if self._has_ended():
                raise ServiceError(f"{self.title} ended while starting; the end of {self.log}:\n{self._log_tail()}")
            if time.monotonic() > until:
                raise ServiceError(f"{self.title} does not answer after {START_SECONDS} s ({reason}); see {self.log}.")
            time.sleep(0.2)

    def version(self) -> str | None:
        """The version, if the server runs and answers."""
        if self.pid() is None:
            return None
        try:
            return self.ask()
        except Exception:
            return None

    def stop(self) -> bool:
        """End the server, if it runs; whether it did."""
        pid = self.pid()
        if pid is not None:
            for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, 5)):
                os.kill(pid, number)
                until = time.monotonic() + seconds
                while self.pid() is not None and not self._has_ended() and time.monotonic() < until:
                    time.sleep(0.1)
                if self.pid() is None or self._has_ended():
                    break
            else:
                raise ServiceError(f"{self.title} (process {pid}) could not be ended.")
        (self.folder / "pid").unlink(missing_ok=True)
        return pid is not None

    def _has_ended(self) -> bool:
        pid = self._last_pid()
        if pid is None:
            return True
        try:
            # Not by its command line: on a busy machine that is still empty for a moment after the start.
            return os.waitpid(pid, os.WNOHANG)[0] == pid
        except ChildProcessError:
            return self.pid() is None

    def _log_tail(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])


def port_is_free(port: int) -> bool:
    """Whether nothing listens on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
