"""Connections to PostgreSQL, directly or through a pooler such as PgBouncer.

A direct connection has its timeouts from the start (libpq's `options`). PgBouncer refuses or
ignores `options`, and in transaction mode each transaction may run on another server connection.
Behind it each transaction sets its own timeouts, and no statement is prepared.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event, func, literal, select

from foyer.db.timeouts import AsyncTimeoutConnection, TimeoutConnection

_OPTIONS_REFUSED = "unsupported startup parameter"
_BACKEND_PID = "SELECT pg_backend_pid()"


def connect(*, settings: Mapping[str, str], **parameters: Any) -> TimeoutConnection:
    """Open a connection on which PostgreSQL's settings have these values.

    Raises:
        psycopg.Error: the database is unavailable.
    """
    parameters["autocommit"] = True
    try:
        connection = TimeoutConnection.connect(options=_options(settings), **parameters)
    except psycopg.OperationalError as error:
        if _OPTIONS_REFUSED not in str(error):
            raise
        connection = TimeoutConnection.connect(**parameters)
    (backend_pid,) = connection.execute(_BACKEND_PID).fetchone() or (0,)
    _note_pooler(connection, backend_pid)
    connection.autocommit = False
    return connection


async def connect_async(
    _conninfo: str = "",
    /,
    *,
    settings: Mapping[str, str],
    autocommit: bool = False,
    **parameters: Any,
) -> AsyncTimeoutConnection:
    """Do the same for the API. SQLAlchemy passes an empty `_conninfo`.

    Raises:
        psycopg.Error: the database is unavailable.
    """
    parameters["autocommit"] = True
    try:
        connection = await AsyncTimeoutConnection.connect(options=_options(settings), **parameters)
    except psycopg.OperationalError as error:
        if _OPTIONS_REFUSED not in str(error):
            raise
        connection = await AsyncTimeoutConnection.connect(**parameters)
    cursor = await connection.execute(_BACKEND_PID)
    (backend_pid,) = await cursor.fetchone() or (0,)
    _note_pooler(connection, backend_pid)
    await connection.set_autocommit(autocommit)
    return connection


def set_in_each_transaction(engine: Engine, settings: Mapping[str, str]) -> None:
    """Set PostgreSQL's settings at the begin of each transaction that goes through a pooler."""
    statement = select(
        *(func.set_config(name, literal(value), True) for name, value in settings.items())
    )

    def begin(connection: Connection) -> None:
        driver_connection: Any = connection.connection.driver_connection
        if driver_connection.pooled and not driver_connection.autocommit:
            connection.execute(statement)

    event.listen(engine, "begin", begin)


def _options(settings: Mapping[str, str]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def _note_pooler(connection: TimeoutConnection | AsyncTimeoutConnection, backend_pid: int) -> None:
    """A pooler announces a process id of its own, not that of the server process."""
    connection.pooled = connection.info.backend_pid != backend_pid
    if connection.pooled:
        connection.prepare_threshold = None
