"""Where the services and what they need lie."""

from __future__ import annotations

from pathlib import Path

from backing.debian import Unpacked

PROJECT = Path(__file__).resolve().parent.parent.parent
FOLDER = PROJECT / "var" / "services"

#: The settings file that the tests read: one `KEY=VALUE` line for each running service.
ENVIRONMENT_FILE = FOLDER / "env"

#: MariaDB, Redis, and the libraries that MongoDB is linked with.
STABLE = Unpacked(FOLDER / "packages" / "stable", "bookworm", ("mariadb-server-core", "redis-server", "libcurl4"))

#: MySQL itself is in no stable release of Debian.
UNSTABLE = Unpacked(FOLDER / "packages" / "unstable", "sid", ("mysql-server-core",))
