"""Errors of the database: which of them pass, and which are the statement's own."""

import itertools
from types import SimpleNamespace

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from structlog.testing import capture_logs

from foyer.db import schema
from foyer.db.retry import DatabaseFault, passing_fault
from foyer.settings import Settings
from foyer.urls.database import DatabaseUrl

UNREACHABLE = DatabaseUrl.parse("postgresql://foyer@127.0.0.1:1/foyer")  # nothing listens there


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (psycopg.OperationalError("connection refused"), DatabaseFault.UNAVAILABLE),
        (psycopg.InterfaceError("the connection is closed"), DatabaseFault.UNAVAILABLE),
        # PgBouncer lost its server, and closes the connection with a message of its own.
        (
            psycopg.InternalError("received 2 results from command 'BEGIN'"),
            DatabaseFault.UNAVAILABLE,
        ),
        (errors.InternalError_(), None),
        (errors.AdminShutdown(), DatabaseFault.UNAVAILABLE),
        (errors.IdleInTransactionSessionTimeout(), DatabaseFault.UNAVAILABLE),
        (errors.ConnectionFailure(), DatabaseFault.UNAVAILABLE),
        (errors.TooManyConnections(), DatabaseFault.UNAVAILABLE),
        (errors.LockNotAvailable(), DatabaseFault.BUSY),
        (errors.QueryCanceled(), DatabaseFault.BUSY),
        (errors.DeadlockDetected(), DatabaseFault.BUSY),
        (errors.SerializationFailure(), DatabaseFault.BUSY),
        (errors.DiskFull(), DatabaseFault.FULL),
        (errors.ProgramLimitExceeded(), None),
        (errors.UndefinedTable(), None),
        (errors.UniqueViolation(), None),
        (psycopg.DataError("not storable"), None),
        (ValueError(), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_fault_is_told_by_the_sqlstate(error: Exception, fault: DatabaseFault | None) -> None:
    assert passing_fault(error) is fault
    for wrapper in (OperationalError, InterfaceError, ProgrammingError):
        assert passing_fault(wrapper("SELECT 1", {}, error)) is fault


def test_a_pool_without_a_free_connection_is_unavailable() -> None:
    assert passing_fault(PoolTimeoutError()) is DatabaseFault.UNAVAILABLE


def test_migration_that_waits_for_the_database_says_why_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticks = itertools.count(step=schema.STARTUP_TIMEOUT / 4)
    clock = SimpleNamespace(monotonic=lambda: next(ticks), sleep=lambda _seconds: None)
    monkeypatch.setattr(schema, "time", clock)
    monkeypatch.setattr(schema, "get_settings", lambda: Settings(database_url=UNREACHABLE))
    with pytest.raises(OperationalError, match="refused"), capture_logs() as logged:
        schema.migrate()
    assert next(ticks) > schema.STARTUP_TIMEOUT
    (line,) = logged
    assert line["event"] == "migration_waits_for_database"
    assert "refused" in line["reason"]
