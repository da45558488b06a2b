"""What MariaDB and MySQL have in common."""

from __future__ import annotations

from backing.service import Service

USER = "kefu"
DATABASE = "kefu_test"


class SqlService(Service):
    """A server that speaks MySQL's protocol, with one user who may do everything in it."""

    def url(self) -> str:
        return f"mysql+mysqlconnector://{USER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}?charset=utf8mb4"

    def ask(self) -> str:
        import mysql.connector

        with mysql.connector.connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            password=self.password,
            database=DATABASE,
            connection_timeout=5,
        ) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT VERSION()")
            return "".join(str(version) for (version,) in cursor.fetchall())

    def write_first_statements(self, *more: str) -> str:
        """Statements that the server runs at each start: the database and its user. The file's path."""
        path = self.folder / "init.sql"
        statements = (
            f"CREATE DATABASE IF NOT EXISTS {DATABASE} CHARACTER SET utf8mb4;",
            f"CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{self.password}';",
            f"ALTER USER '{USER}'@'%' IDENTIFIED BY '{self.password}';",
            f"GRANT ALL PRIVILEGES ON *.* TO '{USER}'@'%' WITH GRANT OPTION;",
            *more,
        )
        self.write_private(path, "\n".join(statements) + "\n")
        return str(path)
