"""The ends of an attempt, written by the worker that runs it: success, retry, snooze or failure.

Each is one statement that checks the lease's token, see `lease`.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from psycopg.types.json import Jsonb

from foyer.db.retry import Connection
from foyer.task_engine.attempt_log import attempt_log
from foyer.task_engine.failure import Failure
from foyer.task_engine.lease import HAS_LEASE, Lease


@dataclass(frozen=True, slots=True)
class StoredEnd:
    """The end was stored.

    Attributes:
        has_followers: whether tasks waited for this one.
    """

    has_followers: bool


def _end_statement(state: str, changes: str) -> str:
    return f"""
        WITH ended AS (
            UPDATE tasks
            SET state = '{state}', error = %(error)s, traceback = %(traceback)s,
                crashes = crashes - (state = 'RETRY')::int,
                lease_token = NULL, lease_until = NULL, {changes}
            WHERE {HAS_LEASE}
            RETURNING id, attempts, has_followers
        ), attempt AS (
            UPDATE task_attempts
            SET ended_at = now(), outcome = '{state}', error = %(error)s, traceback = %(traceback)s,
                log = %(log)s
            FROM ended WHERE task_id = ended.id AND number = ended.attempts
        )
        SELECT has_followers FROM ended
    """  # noqa: S608 - only constants


_SUCCEED = _end_statement(
    "SUCCESS", "progress = 100, result = %(result)s::jsonb, finished_at = now()"
)


def succeed(connection: Connection, lease: Lease, result: str | None) -> StoredEnd | None:
    """End the task. The result is JSON, see `storable.encode_result`."""
    return _end(connection, _SUCCEED, lease, None, result=result)


_RETRY = _end_statement(
    "RETRY",
    "run_at = now() + %(delay)s, published_at = NULL, published_to = NULL,"
    " deferrals = deferrals + %(deferred)s",
)


def retry(
    connection: Connection,
    lease: Lease,
    failure: Failure,
    delay: timedelta,
    *,
    is_deferral: bool = False,
) -> StoredEnd | None:
    """End the attempt. The task waits, and is published again after the delay.

    Args:
        connection: in autocommit or in a transaction.
        lease: of the attempt.
        failure: why it ended.
        delay: until the next attempt.
        is_deferral: the database is the cause, so the attempt does not count.
    """
    return _end(connection, _RETRY, lease, failure, delay=delay, deferred=int(is_deferral))


# The attempt is given back: its row is deleted, and the next attempt has its number.
_SNOOZE = f"""
    WITH snoozed AS (
        UPDATE tasks
        SET state = 'RETRY', error = NULL, traceback = NULL, attempts = attempts - 1,
            snoozes = snoozes + 1, crashes = crashes - (state = 'RETRY')::int,
            run_at = now() + %(delay)s, published_at = NULL, published_to = NULL,
            lease_token = NULL, lease_until = NULL
        WHERE {HAS_LEASE}
        RETURNING id, attempts, has_followers
    ), attempt AS (
        DELETE FROM task_attempts USING snoozed
        WHERE task_id = snoozed.id AND number = snoozed.attempts + 1
    )
    SELECT has_followers FROM snoozed
"""  # noqa: S608 - only constants


def snooze(connection: Connection, lease: Lease, delay: timedelta) -> StoredEnd | None:
    """Let the task wait. The attempt does not count, and leaves no row."""
    return _end(connection, _SNOOZE, lease, None, delay=delay)


_FAIL = _end_statement("FAILURE", "finished_at = now()")


def fail(connection: Connection, lease: Lease, failure: Failure) -> StoredEnd | None:
    return _end(connection, _FAIL, lease, failure)


def _end(
    connection: Connection,
    statement: str,
    lease: Lease,
    failure: Failure | None,
    **values: Any,
) -> StoredEnd | None:
    values |= {
        "task_id": lease.task_id,
        "token": lease.token,
        "error": failure and Jsonb(failure.error),
        "traceback": failure and failure.traceback,
        "log": attempt_log.text(),
    }
    stored = connection.execute(statement, values).fetchone()
    return StoredEnd(*stored) if stored else None
