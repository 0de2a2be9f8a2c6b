"""The lease: a worker's right to run one attempt of a task.

A worker writes to a running task only through this module. Each statement checks the lease's token
(a fencing token): a worker that lost its lease changes nothing.

Each operation is one statement in plain SQL. An empty task consists of two of them, and building
each from SQLAlchemy expressions would cost more than running it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Interval, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from foyer.task_engine.attempt_log import attempt_log
from foyer.task_engine.failure import Failure
from foyer.task_engine.storable import storable_text

MAX_STEP = 200  # characters


class LeaseLostError(Exception):
    """Another attempt has the lease, or the task has ended; this attempt must stop."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one attempt of a task, until the lease expires."""

    task_id: UUID
    kind: str
    subject_id: UUID | None
    payload: dict[str, Any]
    attempt: int
    created_at: datetime
    waited: timedelta  # from `run_at` to the claim
    token: UUID


_CLAIM = text("""
    WITH claimed AS (
        UPDATE tasks
        SET state = 'STARTED', attempts = attempts + 1, started_at = now(),
            worker = :worker, pid = :pid, progress = 0, step = NULL,
            lease_token = gen_random_uuid(), lease_until = now() + :length
        WHERE id = :task_id AND state IN ('PENDING', 'RETRY') AND run_at <= now()
        RETURNING id, kind, subject_id, payload, attempts, created_at,
            now() - run_at AS waited, lease_token
    ), attempt AS (
        INSERT INTO task_attempts (task_id, number, worker, started_at)
        SELECT id, attempts, :worker, now() FROM claimed
    )
    SELECT * FROM claimed
""").bindparams(bindparam("length", type_=Interval()))


def claim(
    connection: Connection, task_id: UUID, *, worker: str, pid: int, length: timedelta
) -> Lease | None:
    """Claim a waiting task; return None if it is not waiting, as for a second delivery."""
    values = {"task_id": task_id, "worker": worker, "pid": pid, "length": length}
    claimed = connection.execute(_CLAIM, values).one_or_none()
    return Lease(*claimed) if claimed else None


_HAS_LEASE = "id = :task_id AND state = 'STARTED' AND lease_token = :token"

_RENEW = text(f"""
    WITH renewed AS (
        UPDATE tasks SET lease_until = now() + :length WHERE {_HAS_LEASE} RETURNING id, attempts
    ), attempt AS (
        UPDATE task_attempts SET log = :log
        FROM renewed WHERE task_id = renewed.id AND number = renewed.attempts
    )
    SELECT id FROM renewed
""").bindparams(bindparam("length", type_=Interval()))  # noqa: S608 - only constants


def renew(connection: Connection, lease: Lease, *, length: timedelta) -> bool:
    """Extend the lease and store the attempt's log; return False if the lease is lost."""
    return _write(connection, _RENEW, lease, length=length, log=attempt_log.text())


_PROGRESS = text(
    f"UPDATE tasks SET progress = :percent, step = :step WHERE {_HAS_LEASE} RETURNING id"  # noqa: S608
)


def progress(connection: Connection, lease: Lease, percent: int, step: str) -> bool:
    percent, step = min(max(percent, 0), 100), storable_text(step, MAX_STEP)
    return _write(connection, _PROGRESS, lease, percent=percent, step=step)


def _end_statement(state: str, changes: str) -> TextClause:
    sql = f"""
        WITH ended AS (
            UPDATE tasks
            SET state = '{state}', error = :error, traceback = :traceback,
                lease_token = NULL, lease_until = NULL, {changes}
            WHERE {_HAS_LEASE}
            RETURNING id, attempts
        ), attempt AS (
            UPDATE task_attempts
            SET ended_at = now(), outcome = '{state}', error = :error, traceback = :traceback,
                log = :log
            FROM ended WHERE task_id = ended.id AND number = ended.attempts
        )
        SELECT id FROM ended
    """  # noqa: S608 - only constants
    return text(sql).bindparams(bindparam("error", type_=JSONB(none_as_null=True)))


_SUCCEED = _end_statement(
    "SUCCESS", "progress = 100, result = CAST(:result AS jsonb), finished_at = now()"
)


def succeed(connection: Connection, lease: Lease, result: str | None) -> bool:
    """End the task. The result is JSON, see `storable.encode_result`."""
    return _end(connection, _SUCCEED, lease, None, result=result)


_RETRY = _end_statement(
    "RETRY", "run_at = now() + :delay, published_at = NULL, published_to = NULL"
).bindparams(bindparam("delay", type_=Interval()))


def retry(connection: Connection, lease: Lease, failure: Failure, delay: timedelta) -> bool:
    """End the attempt. The task waits, and is published again after the delay."""
    return _end(connection, _RETRY, lease, failure, delay=delay)


_FAIL = _end_statement("FAILURE", "finished_at = now()")


def fail(connection: Connection, lease: Lease, failure: Failure) -> bool:
    return _end(connection, _FAIL, lease, failure)


def _end(
    connection: Connection,
    statement: TextClause,
    lease: Lease,
    failure: Failure | None,
    **values: Any,
) -> bool:
    values |= {
        "error": failure and failure.error,
        "traceback": failure and failure.traceback,
        "log": attempt_log.text(),
    }
    return _write(connection, statement, lease, **values)


def _write(connection: Connection, statement: TextClause, lease: Lease, **values: Any) -> bool:
    """Run a statement that checks the lease; return False if the lease is lost."""
    values |= {"task_id": lease.task_id, "token": lease.token}
    return connection.execute(statement, values).one_or_none() is not None
