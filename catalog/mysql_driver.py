"""How `mysql-connector-python` is used: one question to the server a statement, not two."""

from __future__ import annotations

import importlib
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mysql.connector import HAVE_CEXT
from mysql.connector.connection import MySQLConnection
from mysql.connector.errors import ReadTimeoutError, WriteTimeoutError, get_mysql_exception
from sqlalchemy import event
from sqlalchemy.engine import Engine, ExceptionContext

#: So long a server that has answered is taken to be there.
TRUSTED_S = 1.0


class _Trusting:
    """A connection that lets a statement find out whether the server is still there.

    The driver asks the server before each statement, which costs as long as a small statement itself. The pool asks
    when it hands out a connection that has not been asked for a second; a server that goes away later is an error of
    the statement, which is handled anyway.
    """

    _asked_at = -math.inf

    def ping(self, reconnect: bool = False, attempts: int = 1, delay: int = 0) -> None:
        """Ask the server whether it is there, unless it has just said so.

        Args:
            reconnect: Whether to connect again where it is not.
            attempts: How often to try that.
            delay: Time between two attempts in seconds.

        Raises:
            mysql.connector.Error: It is not there.
        """
        if reconnect or time.monotonic() - self._asked_at > TRUSTED_S:
            super().ping(reconnect, attempts, delay)  # type: ignore[misc]
            self._asked_at = time.monotonic()


class PureConnection(_Trusting, MySQLConnection):
    """One of the driver's part in Python, several times slower."""

    def is_connected(self) -> bool:
        """Whether the connection has been made and not been closed.

        Returns:
            True also where the server has gone away since; `ping` asks it.
        """
        return self._socket is not None


if HAVE_CEXT:
    from _mysql_connector import MySQLInterfaceError
    from mysql.connector.connection_cext import CMySQLConnection

    @contextmanager
    def _translated() -> Iterator[None]:
        """The C part's own errors as those that the driver promises."""
        try:
            yield
        except MySQLInterfaceError as error:
            raise get_mysql_exception(error.errno, msg=error.msg, sqlstate=error.sqlstate) from error

    class NativeConnection(_Trusting, CMySQLConnection):
        """One of the driver's part in C."""

        def is_connected(self) -> bool:
            """Whether the connection has been made and not been closed.

            Returns:
                True also where the server has gone away since; `ping` asks it.
            """
            if not self._cmysql:
                return False
            self.handle_unread_result()
            return bool(self._cmysql.connected())

        def commit(self) -> None:
            """Commit the transaction.

            Raises:
                mysql.connector.Error: The server does not answer.
            """
            with _translated():
                super().commit()

        def rollback(self) -> None:
            """Roll the transaction back.

            Raises:
                mysql.connector.Error: The server does not answer.
            """
            with _translated():
                super().rollback()


def use_trusting_connections(engine: Engine) -> None:
    """Let an engine make its connections so, in C where that part of the driver could be loaded.

    It cannot be loaded after TensorFlow: see `runtime.native`.

    Args:
        engine: For MySQL or MariaDB, not yet connected.
    """
    # The driver imports its messages at the first error; where that happens in two threads at once, it fails.
    importlib.import_module("mysql.connector.locales.eng.client_error")
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "handle_error", _end_when_silent)


def _connect(_dialect: object, _record: object, arguments: list[Any], parameters: dict[str, Any]) -> Any:
    return (NativeConnection if HAVE_CEXT else PureConnection)(*arguments, **parameters)


def _end_when_silent(context: ExceptionContext) -> None:
    """A connection in Python with an overdue answer is not used again: that answer may come to the next question."""
    if isinstance(context.original_exception, (ReadTimeoutError, WriteTimeoutError)):
        context.is_disconnect = True
