"""A way to a server on which everything can come to a stop, as where the server is frozen or a firewall forgets."""

from __future__ import annotations

import contextlib
import socket
import threading

from sqlalchemy.engine import URL


class Proxy:
    """Passes everything on until it is frozen."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._listening]
        self._flows = threading.Event()
        self._flows.set()
        self._target = ("", 0)

    def leading_to(self, url: URL) -> URL:
        """The same address with this between."""
        self._target = (str(url.host), int(url.port or 3306))
        threading.Thread(target=self._accept, daemon=True).start()
        return url.set(host="127.0.0.1", port=self._listening.getsockname()[1])

    def freeze(self) -> None:
        """Pass nothing on from now."""
        self._flows.clear()

    def thaw(self) -> None:
        """Pass on what has come in the meantime, and everything after it."""
        self._flows.set()

    def close(self) -> None:
        """End all connections."""
        self.thaw()
        for open_one in self._open:
            with contextlib.suppress(OSError):
                open_one.shutdown(socket.SHUT_RDWR)
            open_one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(self._target)
                self._open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
