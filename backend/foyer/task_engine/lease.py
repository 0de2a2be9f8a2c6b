"""The lease: a worker's right to one attempt of a task, and all that its holder may write.

With tasks/record.py the only writer of a task's state. Every write is fenced by the lease's token:
whoever lost the lease changes nothing.

Each is one statement, and written as SQL: an empty task consists of two of them, and building each
from expressions anew would cost more than running it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Interval, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from foyer.task_engine.failure import Failure
from foyer.task_engine.worker.attempt_log import attempt_log


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one attempt of a task, until it runs out."""

    task_id: UUID
    kind: str
    subject_id: UUID | None
    payload: dict[str, Any]
    attempt: int
    created_at: datetime
    waited: timedelta  # since it was due
    token: UUID


_CLAIM = text("""
    WITH taken AS (
        UPDATE tasks
        SET state = 'STARTED', attempts = attempts + 1, started_at = now(),
            worker = :worker, pid = :pid, progress = 0, step = NULL,
            lease_token = gen_random_uuid(), lease_until = now() + :length
        WHERE id = :task_id AND state IN ('PENDING', 'RETRY') AND run_at <= now()
        RETURNING id, kind, subject_id, payload, attempts, created_at,
            now() - run_at AS waited, lease_token
    ), attempt AS (
        INSERT INTO task_attempts (task_id, number, worker, started_at)
        SELECT id, attempts, :worker, now() FROM taken
    )
    SELECT * FROM taken
""").bindparams(bindparam("length", type_=Interval()))


def claim(
    connection: Connection, task_id: UUID, *, worker: str, pid: int, length: timedelta
) -> Lease | None:
    """Take the task, if it is there to be taken. A second delivery of its message gets None."""
    values = {"task_id": task_id, "worker": worker, "pid": pid, "length": length}
    row = connection.execute(_CLAIM, values).one_or_none()
    return Lease(*row) if row else None


_HELD = "id = :task_id AND state = 'STARTED' AND lease_token = :token"  # the fence

_RENEW = text(f"""
    WITH held AS (
        UPDATE tasks SET lease_until = now() + :length WHERE {_HELD} RETURNING id, attempts
    ), attempt AS (
        UPDATE task_attempts SET log = :log
        FROM held WHERE task_id = held.id AND number = held.attempts
    )
    SELECT id FROM held
""").bindparams(bindparam("length", type_=Interval()))  # noqa: S608 - nothing comes from outside


def renew(connection: Connection, held: Lease, *, length: timedelta) -> bool:
    """Hold the lease for longer; False when it is lost."""
    return _write(connection, _RENEW, held, length=length, log=attempt_log.text())


_PROGRESS = text(
    f"UPDATE tasks SET progress = :percent, step = :step WHERE {_HELD} RETURNING id"  # noqa: S608
)


def progress(connection: Connection, held: Lease, percent: int, step: str) -> bool:
    return _write(connection, _PROGRESS, held, percent=percent, step=step)


def _ending(state: str, changes: str) -> TextClause:
    """End the attempt, and the task or its wait for another one."""
    sql = f"""
        WITH ended AS (
            UPDATE tasks
            SET state = '{state}', error = :error, traceback = :traceback,
                lease_token = NULL, lease_until = NULL, {changes}
            WHERE {_HELD}
            RETURNING id, attempts
        ), attempt AS (
            UPDATE task_attempts
            SET ended_at = now(), outcome = '{state}', error = :error, traceback = :traceback,
                log = :log
            FROM ended WHERE task_id = ended.id AND number = ended.attempts
        )
        SELECT id FROM ended
    """  # noqa: S608 - nothing in it comes from outside
    return text(sql).bindparams(bindparam("error", type_=JSONB(none_as_null=True)))


_SUCCEED = _ending("SUCCESS", "progress = 100, result = :result, finished_at = now()").bindparams(
    bindparam("result", type_=JSONB(none_as_null=True))
)


def succeed(connection: Connection, held: Lease, result: dict[str, Any] | None) -> bool:
    return _end(connection, _SUCCEED, held, None, result=result)


_RETRY = _ending(
    "RETRY", "run_at = now() + :delay, published_at = NULL, published_to = NULL"
).bindparams(bindparam("delay", type_=Interval()))


def retry(connection: Connection, held: Lease, failure: Failure, delay: timedelta) -> bool:
    """Give the task back, to be published again after the delay."""
    return _end(connection, _RETRY, held, failure, delay=delay)


_FAIL = _ending("FAILURE", "finished_at = now()")


def fail(connection: Connection, held: Lease, failure: Failure) -> bool:
    return _end(connection, _FAIL, held, failure)


def _end(
    connection: Connection,
    statement: TextClause,
    held: Lease,
    failure: Failure | None,
    **values: Any,
) -> bool:
    values |= {
        "error": failure and failure.error,
        "traceback": failure and failure.traceback,
        "log": attempt_log.text(),
    }
    return _write(connection, statement, held, **values)


def _write(connection: Connection, statement: TextClause, held: Lease, **values: Any) -> bool:
    """Write to a running task; False, and nothing changed, if the lease is not ours any more."""
    ours = {"task_id": held.task_id, "token": held.token}
    return connection.execute(statement, ours | values).one_or_none() is not None
