"""Redis, from Debian's stable release."""

from __future__ import annotations

from backing.places import STABLE
from backing.service import Service


class Redis(Service):
    """Redis 7, in memory only."""

    name = "redis"
    title = "Redis"
    setting = "TEST_REDIS_URL"
    first_port = 16379

    def provide(self) -> None:
        STABLE.provide()

    def prepare(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings = (
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{self.data}"',
            'save ""',
            "appendonly no",
        )
        self.write_private(self.folder / "redis.conf", "\n".join(settings) + "\n")

    def command(self) -> list[str]:
        return [*STABLE.command("usr/bin/redis-server"), str(self.folder / "redis.conf")]

    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def ask(self) -> str:
        import redis

        with redis.Redis.from_url(self.url(), socket_timeout=2) as client:
            return str(client.info("server")["redis_version"])
