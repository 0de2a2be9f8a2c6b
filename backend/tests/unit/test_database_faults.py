"""Errors of the database: which of them pass, and which are the statement's own."""

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from foyer.db.retry import DatabaseFault, passing_fault


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
