"""Engines and transactions. The API is asynchronous; workers and the CLI are synchronous."""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import Any, cast

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from foyer.db.pooler import connect, connect_async, set_in_each_transaction
from foyer.db.timeouts import AsyncTimeoutConnection, TimeoutConnection
from foyer.settings import get_settings

# A query over these limits waits for something that is broken. Sizes: one API process serves some
# hundred requests/s with ten connections; a worker's child needs one, its heartbeat another.
_API = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    # Each request uses one database process; its statements are too short to be worth compiling.
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
_WORKER = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "15s",
}


POOL_SIZE, MAX_OVERFLOW = 10, 5  # connections of one API process
DRIVER = "postgresql+psycopg://"  # the rest are keyword arguments: no URL holds the password

_creating = threading.Lock()


def _connect_args(name: str) -> dict[str, Any]:
    return {
        **get_settings().database_url.psycopg_parameters(),
        "application_name": f"foyer-{name}",
        "connect_timeout": 2,  # seconds, the smallest libpq takes
        "tcp_user_timeout": 8000,  # milliseconds without an acknowledgement
    }


@cache
def async_engine() -> AsyncEngine:
    engine = create_async_engine(
        DRIVER,
        pool_size=POOL_SIZE,
        max_overflow=MAX_OVERFLOW,
        # A crowd of requests needs 1.5 s on a busy machine. With API_TIMEOUT it is below 10 s.
        pool_timeout=3.9,
        pool_pre_ping=True,
        hide_parameters=True,  # keeps addresses and hashes out of logs and tracebacks
        connect_args={
            **_connect_args("api"),
            "settings": _API,
            "async_creator_fn": connect_async,
        },
    )
    set_in_each_transaction(engine.sync_engine, _API)
    return engine


async def listening_connection() -> AsyncTimeoutConnection:
    """Open a connection outside the pool, in autocommit, for the listener of this process.

    Raises:
        psycopg.Error: the database is unavailable.
    """
    # Its one query always finds few rows by an index, whatever the statistics of the table are.
    settings = _API | {"enable_seqscan": "off"}
    return await connect_async(settings=settings, autocommit=True, **_connect_args("listener"))


def autocommit_connection(name: str) -> TimeoutConnection:
    """Open a connection outside the pool for a process without an event loop.

    Args:
        name: what it is for, in PostgreSQL's list of connections.

    Raises:
        psycopg.Error: the database is unavailable.
    """
    connection = connect(settings=_WORKER, **_connect_args(name))
    connection.autocommit = True
    return connection


def engine() -> Engine:
    """Return the engine of this process: the same one for threads that ask at once."""
    if not _create_engine.cache_info().currsize:
        with _creating:
            return _create_engine()
    return _create_engine()


@cache
def _create_engine() -> Engine:
    # No ping before each use: the first failure empties the pool.
    engine = create_engine(
        DRIVER,
        hide_parameters=True,
        connect_args=_connect_args("worker"),
        pool_size=3,
        max_overflow=2,
        pool_timeout=5,
    )
    event.listen(engine, "do_connect", _connect)
    set_in_each_transaction(engine, _WORKER)
    return engine


def _connect(
    _dialect: object, _record: object, _args: list[Any], parameters: dict[str, Any]
) -> Any:
    return connect(settings=_WORKER, **parameters)


def forget_engine(*, close: bool) -> None:
    """Create a new engine at the next use.

    Args:
        close: the connections. A forked child keeps those of its parent open.
    """
    if _create_engine.cache_info().currsize:
        engine().dispose(close=close)
    _create_engine.cache_clear()


@asynccontextmanager
async def async_session() -> AsyncIterator[AsyncSession]:
    """Open a session. The caller commits it; uncommitted changes are rolled back."""
    async with AsyncSession(async_engine(), expire_on_commit=False) as session:
        yield session


async def release_connection(session: AsyncSession) -> None:
    """Return the session's connection to the pool before a slow step that needs no database.

    Ends the transaction: rows that were read or locked before may have changed afterwards.
    """
    await session.rollback()


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a transaction: commit it at the end, roll it back on an exception."""
    with Session(engine(), expire_on_commit=False) as session, session.begin():
        yield session


def driver_connection(session: Session) -> psycopg.Connection[Any]:
    """Return psycopg's connection of this session, in the transaction of the session."""
    return cast("psycopg.Connection[Any]", session.connection().connection.driver_connection)
