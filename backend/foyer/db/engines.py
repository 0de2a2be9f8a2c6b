"""Engines and transactions. The API is asynchronous; workers and the CLI are not."""

import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

import structlog
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from foyer.db.timeouts import PunctualAsyncConnection, PunctualConnection
from foyer.settings import get_settings

log = structlog.stdlib.get_logger(__name__)

# What SQLAlchemy raises when the database is away: refused, broken, or all connections hang.
DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeoutError)
PAUSE = 0.25  # seconds between two tries to reach the database

# A query that waits longer than this waits for something broken. Sizes: one API process serves
# some hundred requests/s with ten connections; a worker's child needs one, its heartbeat another.
_API = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
    # A request's share of the machine is one process, and its statements are too short to compile.
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
_WORKER = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "15s",
}


def driver_url(url: str) -> URL:
    """The same address, spoken by psycopg."""
    return make_url(url).set(drivername="postgresql+psycopg")


def _connect_args(name: str, timeouts: dict[str, str]) -> dict[str, Any]:
    return {
        "application_name": f"foyer-{name}",
        "connect_timeout": 2,  # seconds, the smallest libpq takes
        "tcp_user_timeout": 8000,  # milliseconds until a silent server counts as dead
        "options": " ".join(f"-c {key}={value}" for key, value in timeouts.items()),
    }


@cache
def async_engine() -> AsyncEngine:
    return create_async_engine(
        driver_url(get_settings().database_url),
        pool_size=10,
        max_overflow=5,
        pool_timeout=2,
        pool_pre_ping=True,
        hide_parameters=True,  # addresses and hashes have no place in logs and tracebacks
        connect_args={
            **_connect_args("api", _API),
            "async_creator_fn": PunctualAsyncConnection.connect,
        },
    )


async def listening_connection() -> PunctualAsyncConnection:
    """A connection beside the pool, in autocommit, for who keeps it as long as the process lives.

    Raises:
        psycopg.Error: the database is away.
    """
    address = make_url(get_settings().database_url).set(drivername="postgresql")
    return await PunctualAsyncConnection.connect(
        address.render_as_string(hide_password=False),
        autocommit=True,
        **_connect_args("listener", _API),
    )


@cache
def engine() -> Engine:
    engine = create_engine(
        driver_url(get_settings().database_url),
        pool_size=3,
        max_overflow=2,
        pool_timeout=5,
        hide_parameters=True,
        # No ping before each use: a worker's statements are tried again anyway (`persist`), and
        # the first one that fails empties the pool.
        connect_args=_connect_args("worker", _WORKER),
    )
    event.listen(engine, "do_connect", _connect)
    return engine


@cache
def _autocommit_engine() -> Engine:
    """The same connections; each statement is a transaction by itself."""
    return engine().execution_options(isolation_level="AUTOCOMMIT")


def _connect(_dialect: object, _record: object, args: list[Any], options: dict[str, Any]) -> Any:
    return PunctualConnection.connect(*args, **options)


def forget_engine() -> None:
    """Give a forked child an engine of its own; the parent's connections stay the parent's."""
    if engine.cache_info().currsize:
        engine().dispose(close=False)
    engine.cache_clear()
    _autocommit_engine.cache_clear()
    _kept.connection = None


@asynccontextmanager
async def async_session() -> AsyncIterator[AsyncSession]:
    """A session that the caller commits; what is not committed is rolled back."""
    async with AsyncSession(async_engine(), expire_on_commit=False) as session:
        yield session


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction: committed at the end, rolled back by an exception."""
    with Session(engine(), expire_on_commit=False) as session, session.begin():
        yield session


Value = TypeVar("Value")


class _Kept(threading.local):
    """The connection that `persist` keeps: to take one from the pool costs half a statement."""

    connection: Connection | None = None


_kept = _Kept()


def persist(
    work: Callable[[Connection], Value], *, patience: timedelta = timedelta(minutes=1)
) -> Value:
    """Do this one statement; while the database is away, try again.

    For what must be written down, like the end of a task whose effect is in the world. The
    statement is a transaction by itself: no BEGIN and no COMMIT to wait for.

    Raises:
        DATABASE_AWAY: it did not come back in time.
    """
    deadline = time.monotonic() + patience.total_seconds()
    while True:
        try:
            _kept.connection = _kept.connection or _autocommit_engine().connect()
            return work(_kept.connection)
        except BaseException as error:
            _let_go()  # also for a time limit that strikes here: an answer may be under way
            if not isinstance(error, DATABASE_AWAY) or time.monotonic() > deadline:
                raise
            log.warning("database_away", reason=repr(error))
            time.sleep(PAUSE)


def _let_go() -> None:
    if _kept.connection:
        _kept.connection.invalidate()
        _kept.connection.close()
        _kept.connection = None
