"""MySQL itself, which differs from MariaDB in more than the name; from Debian's unstable release."""

from __future__ import annotations

import getpass
import shutil
import subprocess

from backing.places import UNSTABLE
from backing.service import ServiceError
from backing.sql import SqlService


class MySQL(SqlService):
    """MySQL 9."""

    name = "mysql"
    title = "MySQL"
    setting = "TEST_MYSQL_URL"
    first_port = 13406

    def provide(self) -> None:
        UNSTABLE.provide()

    def prepare(self) -> None:
        if not (self.data / "mysql.ibd").is_file():
            self._make_system_tables()
        self.write_first_statements("ALTER USER 'root'@'localhost' ACCOUNT LOCK;")

    def _make_system_tables(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        half_made = self.folder / "data.new"
        shutil.rmtree(half_made, ignore_errors=True)
        half_made.mkdir(parents=True, mode=0o700)
        made = subprocess.run(
            [*self._server(), f"--datadir={half_made}", "--initialize-insecure"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise ServiceError(f"MySQL could not make its data folder:\n{made.stdout[-1500:]}")
        half_made.rename(self.data)

    def _server(self) -> list[str]:
        usr = UNSTABLE.root / "usr"
        return [
            *UNSTABLE.command("usr/sbin/mysqld"),
            "--no-defaults",
            f"--basedir={usr}",
            f"--plugin-dir={usr}/lib/mysql/plugin",
            f"--lc-messages-dir={usr}/share/mysql",
            f"--character-sets-dir={usr}/share/mysql/charsets",
            f"--user={getpass.getuser()}",
            "--secure-file-priv=",
            "--innodb-buffer-pool-size=64M",
            "--performance-schema=OFF",
        ]

    def command(self) -> list[str]:
        return [
            *self._server(),
            f"--datadir={self.data}",
            f"--init-file={self.folder}/init.sql",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--mysqlx=OFF",
            "--skip-log-bin",
            # Relative to the data folder: a socket's full path may be too long.
            "--socket=mysql.sock",
            f"--pid-file={self.data}/mysql.pid",
            "--character-set-server=utf8mb4",
        ]
