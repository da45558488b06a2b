"""MariaDB, from Debian's stable release."""

from __future__ import annotations

import getpass
import shutil
import subprocess

from backing.places import STABLE
from backing.service import ServiceError
from backing.sql import SqlService

#: The scripts that fill an empty data folder, in MariaDB's own order (those of its `mariadb-install-db`).
SYSTEM_TABLES = (
    "mysql_system_tables.sql",
    "mysql_performance_tables.sql",
    "mysql_system_tables_data.sql",
    "maria_add_gis_sp_bootstrap.sql",
    "mysql_sys_schema.sql",
)


class MariaDB(SqlService):
    """MariaDB, which most shops have."""

    name = "mariadb"
    title = "MariaDB"
    setting = "TEST_MARIADB_URL"
    first_port = 13306

    def provide(self) -> None:
        STABLE.provide()

    def prepare(self) -> None:
        if not (self.data / "mysql").is_dir():
            self._make_system_tables()
        self.write_first_statements()

    def _make_system_tables(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        half_made = self.folder / "data.new"
        shutil.rmtree(half_made, ignore_errors=True)
        half_made.mkdir(parents=True, mode=0o700)
        scripts = [(STABLE.root / "usr/share/mysql" / name).read_text(encoding="utf-8") for name in SYSTEM_TABLES]
        # The account `root` is for this operating system's user alone, over the socket.
        beginning = f"create database mysql;\nuse mysql;\nSET @auth_root_socket='{getpass.getuser()}';\n"
        made = subprocess.run(
            [*self._server(), f"--datadir={half_made}", "--bootstrap", "--enforce-storage-engine="],
            input=beginning + "\n".join(scripts),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise ServiceError(f"MariaDB could not make its data folder:\n{made.stderr[-1500:]}")
        half_made.rename(self.data)

    def _server(self) -> list[str]:
        usr = STABLE.root / "usr"
        return [
            *STABLE.command("usr/sbin/mariadbd"),
            "--no-defaults",
            f"--basedir={usr}",
            f"--plugin-dir={usr}/lib/mysql/plugin",
            f"--lc-messages-dir={usr}/share/mysql",
            f"--character-sets-dir={usr}/share/mysql/charsets",
            f"--user={getpass.getuser()}",
            "--innodb-buffer-pool-size=64M",
            "--max-allowed-packet=16M",
        ]

    def command(self) -> list[str]:
        return [
            *self._server(),
            f"--datadir={self.data}",
            f"--init-file={self.folder}/init.sql",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            # Relative to the data folder: a socket's full path may be too long.
            "--socket=mariadb.sock",
            f"--pid-file={self.data}/mariadb.pid",
            "--character-set-server=utf8mb4",
        ]
