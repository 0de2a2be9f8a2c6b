"""Retrying a statement while the database is unavailable or busy."""

import os
import threading
import time
import weakref
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar

import psycopg
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from foyer.db.engines import autocommit_connection
from foyer.settings import Settings, get_settings

log = structlog.stdlib.get_logger(__name__)

# What SQLAlchemy raises for an error of the database, and when all connections of the pool hang.
# `passing_fault` tells whether a retry can help.
DATABASE_ERRORS = (DBAPIError, PoolTimeoutError)
RETRY_DELAY = 0.25  # seconds; doubled with each retry
MAX_RETRY_DELAY = 2.0

Value = TypeVar("Value")


class DatabaseFault(StrEnum):
    """Why the database could not execute a statement that is itself correct."""

    UNAVAILABLE = "unavailable"
    BUSY = "busy"
    FULL = "full"


# Without a SQLSTATE, these come from the connection. InternalError: the messages make no sense, as
# when PgBouncer lost its server in the middle of a statement.
_LOST = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)

# SQLSTATE, see https://www.postgresql.org/docs/current/errcodes-appendix.html
_FAULTS = {
    "57P01": DatabaseFault.UNAVAILABLE,  # admin_shutdown
    "57P02": DatabaseFault.UNAVAILABLE,  # crash_shutdown
    "57P03": DatabaseFault.UNAVAILABLE,  # cannot_connect_now
    "57P05": DatabaseFault.UNAVAILABLE,  # idle_session_timeout
    "25P03": DatabaseFault.UNAVAILABLE,  # idle_in_transaction_session_timeout: we were frozen
    "53300": DatabaseFault.UNAVAILABLE,  # too_many_connections
    "25006": DatabaseFault.UNAVAILABLE,  # read_only_sql_transaction: the primary was replaced
    "40001": DatabaseFault.BUSY,  # serialization_failure
    "40P01": DatabaseFault.BUSY,  # deadlock_detected
    "55P03": DatabaseFault.BUSY,  # lock_not_available
    "57014": DatabaseFault.BUSY,  # query_canceled: a statement's time limit
    "53200": DatabaseFault.BUSY,  # out_of_memory
    "53100": DatabaseFault.FULL,  # disk_full
}


def passing_fault(error: BaseException) -> DatabaseFault | None:
    """Return the fault of the database that caused the error, or None if a retry cannot help."""
    if isinstance(error, PoolTimeoutError):
        return DatabaseFault.UNAVAILABLE
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.Error):
        return None
    if cause.sqlstate is None:  # the error comes from the connection and not from the server
        return DatabaseFault.UNAVAILABLE if isinstance(cause, _LOST) else None
    if cause.sqlstate.startswith("08"):  # connection_exception
        return DatabaseFault.UNAVAILABLE
    return _FAULTS.get(cause.sqlstate)


Connection = psycopg.Connection[Any]


class KeptConnection:
    """An autocommit connection of psycopg, which its owner keeps between two statements.

    For a short statement, SQLAlchemy and its pool need as long as psycopg and PostgreSQL. And task
    functions with many threads may have taken all connections of the pool.
    """

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._closing: weakref.finalize[Any, KeptConnection] | None = None
        self._settings: Settings | None = None
        self._process = os.getpid()

    def get(self) -> Connection:
        """Return the connection; open it if it is not open.

        Raises:
            psycopg.Error: the database is unavailable.
        """
        if self._process != os.getpid():
            # The parent process uses it; to close it here would end the parent's session.
            # The finalizer keeps it.
            self._process, self._connection = os.getpid(), None
        if self._settings is not get_settings():  # as between two tests
            self.discard()
        if self._connection is None:
            self._settings = get_settings()
            self._connection = autocommit_connection("engine")
            # When this object goes, as with its thread. `__del__` could run after the connection's
            # own, if both belong to a reference cycle.
            self._closing = weakref.finalize(self, _close, self._connection, self._process)
        return self._connection

    def discard(self) -> None:
        """Close the connection, which may be broken or in the middle of a statement."""
        if self._connection and self._closing and self._process == os.getpid():
            self._closing()
            self._connection = None


def _close(connection: Connection, process: int) -> None:
    if process == os.getpid():
        connection.close()


class _Thread(threading.local):
    """This thread's connection."""

    def __init__(self) -> None:
        self.connection = KeptConnection()


_thread = _Thread()


def execute_with_retry(
    statement: Callable[[Connection], Value],
    *,
    timeout: timedelta = timedelta(minutes=15),
    connection: KeptConnection | None = None,
) -> Value:
    """Run one statement; repeat it while the database is unavailable, busy or full.

    Use it for changes that must reach the database, like the end of a task that already had its
    effect. The connection, by default this thread's, is in autocommit, so the statement needs no
    BEGIN and no COMMIT.

    Raises:
        psycopg.Error: the database did not recover before the timeout, or it refused the statement.
    """
    connection = connection or _thread.connection
    deadline = time.monotonic() + timeout.total_seconds()
    delay, fault_error = RETRY_DELAY, None
    while True:
        try:
            if fault_error:
                time.sleep(delay)
                delay = min(2 * delay, MAX_RETRY_DELAY)
            return statement(connection.get())
        except BaseException as error:
            # Also after a task's time limit: the answer to the statement may still arrive.
            connection.discard()
            fault = passing_fault(error)
            if fault is None and fault_error and not isinstance(error, psycopg.Error):
                raise fault_error from error  # a time limit, but the database is the cause
            if fault is None or time.monotonic() > deadline:
                raise
            log.warning("database_fault", fault=fault.value, reason=repr(error))
            fault_error = error
