"""Retrying a statement while the database is unavailable."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from foyer.db.engines import engine

log = structlog.stdlib.get_logger(__name__)

# SQLAlchemy raises these when the database refuses or breaks connections, or all of them hang.
DATABASE_UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeoutError)
RETRY_DELAY = 0.25  # seconds

Value = TypeVar("Value")


class _Thread(threading.local):
    """This thread's connection. Taking one from the pool each time costs half a statement."""

    engine: Engine | None = None
    connection: Connection | None = None


_thread = _Thread()


def execute_with_retry(
    statement: Callable[[Connection], Value], *, timeout: timedelta = timedelta(minutes=1)
) -> Value:
    """Run one statement; repeat it while the database is unavailable.

    Use it for changes that must reach the database, like the end of a task that already had its
    effect. The connection is in autocommit, so the statement needs no BEGIN and no COMMIT.

    Raises:
        DATABASE_UNAVAILABLE: the database did not come back before the timeout.
    """
    deadline = time.monotonic() + timeout.total_seconds()
    while True:
        try:
            return statement(_connection())
        except BaseException as error:
            # Also after a task's time limit: the answer to the statement may still arrive.
            _discard_connection()
            if not isinstance(error, DATABASE_UNAVAILABLE) or time.monotonic() > deadline:
                raise
            log.warning("database_unavailable", reason=repr(error))
            time.sleep(RETRY_DELAY)


def _connection() -> Connection:
    if _thread.connection is None or _thread.engine is not engine():
        _thread.engine = engine()
        autocommit = _thread.engine.execution_options(isolation_level="AUTOCOMMIT")
        _thread.connection = autocommit.connect()
    return _thread.connection


def _discard_connection() -> None:
    if _thread.connection:
        _thread.connection.invalidate()
        _thread.connection.close()
        _thread.connection = None
