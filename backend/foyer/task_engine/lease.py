"""The lease: a worker's right to run one attempt of a task.

A worker writes to a running task only through this module and `ends`. Each statement checks the
lease's token (a fencing token): a worker changes nothing after a newer attempt began. If the lease
expired, but no newer attempt began, the worker takes the task back with its next write.

Each operation is one statement in plain SQL, run by psycopg. A task that does nothing needs two of
them, and SQLAlchemy would need as long for one as psycopg and PostgreSQL together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from foyer.db.retry import Connection
from foyer.task_engine.attempt_log import attempt_log
from foyer.task_engine.storable import storable_text

MAX_STEP = 200  # characters


class LeaseLostError(Exception):
    """Another attempt has the lease, or the task has ended; this attempt must stop."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one attempt of a task, until the lease expires.

    Attributes:
        failures: how many earlier attempts ended with an error of their own, not by a crash or a
            fault of a server.
        deferrals: how many earlier attempts ended because of a fault of a server.
        waited: from `run_at` to the claim.
        reference: the id of the request that led to the task.
        traceparent: the trace context of the code that enqueued the task.
    """

    task_id: UUID
    kind: str
    subject_id: UUID | None
    payload: dict[str, Any]
    payload_version: int
    attempt: int
    failures: int
    deferrals: int
    created_at: datetime
    waited: timedelta
    token: UUID
    reference: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Claimant:
    """A process that claims a task. It keeps the token when it repeats the claim.

    Attributes:
        length: of the lease.
        max_crashes: after so many lost workers the task fails.
    """

    worker: str
    pid: int
    length: timedelta
    max_crashes: int = 3
    token: UUID = field(default_factory=uuid4)


_LEASE = """
    id, kind, subject_id, payload, payload_version, attempts,
    attempts - 1 - crashes - deferrals AS failures, deferrals, created_at,
    started_at - run_at AS waited, lease_token, reference, traceparent
"""

# The publisher marks the row in the transaction in which it sends the message, and keeps it locked.
# A worker may be faster than its commit. A condition on the mark alone would see the old row, and
# would not wait. So the claim locks the row first.
_CLAIM = f"""
    WITH waiting AS (
        SELECT id AS waiting_id, published_at AS marked_at FROM tasks
        WHERE id = %(task_id)s AND state IN ('PENDING', 'RETRY') AND run_at <= now()
        FOR UPDATE
    ), claimed AS (
        UPDATE tasks
        SET state = 'STARTED', attempts = attempts + 1, started_at = now(),
            worker = %(worker)s, pid = %(pid)s, progress = 0, step = NULL,
            max_crashes = %(max_crashes)s, lease_token = %(token)s, lease_until = now() + %(length)s
        FROM waiting WHERE id = waiting_id AND marked_at IS NOT NULL
        RETURNING {_LEASE}
    ), attempt AS (
        INSERT INTO task_attempts (task_id, number, worker, started_at)
        SELECT id, attempts, %(worker)s, now() FROM claimed
    )
    SELECT * FROM claimed
"""  # noqa: S608 - only constants

# The claim was stored, but its answer was lost together with the connection.
_CLAIMED = f"SELECT {_LEASE} FROM tasks WHERE id = %(task_id)s AND lease_token = %(token)s"  # noqa: S608


def claim(connection: Connection, task_id: UUID, claimant: Claimant) -> Lease | None:
    """Claim a published task; return None if it is not waiting, as for a second delivery.

    A message whose task is marked as unpublished has no effect: its queue was paused, or the
    process that published it died. The dispatcher publishes the task again when it is its turn.
    """
    values = {
        "task_id": task_id,
        "worker": claimant.worker,
        "pid": claimant.pid,
        "length": claimant.length,
        "max_crashes": claimant.max_crashes,
        "token": claimant.token,
    }
    claimed = (
        connection.execute(_CLAIM, values).fetchone()
        or connection.execute(_CLAIMED, values).fetchone()
    )
    return Lease(*claimed) if claimed else None


# The attempt with this token may write to the task; `write` binds the parameters. In the state
# RETRY its lease expired, and no newer attempt began. A task that ended has no token.
HAS_LEASE = "id = %(task_id)s AND state IN ('STARTED', 'RETRY') AND lease_token = %(token)s"
_RENEWED = """state = 'STARTED', crashes = crashes - (state = 'RETRY')::int,
    lease_until = now() + %(length)s, error = CASE WHEN state = 'STARTED' THEN error END
"""
_REOPEN_ATTEMPT = """
    UPDATE task_attempts SET ended_at = NULL, outcome = NULL, error = NULL
    FROM renewed
    WHERE task_id = renewed.id AND number = renewed.attempts AND ended_at IS NOT NULL
"""

_RENEW = f"""
    WITH renewed AS (
        UPDATE tasks SET {_RENEWED}
        FROM unnest(%(task_ids)s::uuid[], %(pids)s::int[]) AS running (task_id, process)
        WHERE id = running.task_id AND pid = running.process AND worker = %(worker)s
            AND state IN ('STARTED', 'RETRY') AND lease_token IS NOT NULL
        RETURNING id, attempts
    ), attempt AS ({_REOPEN_ATTEMPT})
    SELECT id FROM renewed
"""  # noqa: S608 - only constants


def renew(
    connection: Connection, worker: str, processes: Mapping[UUID, int], length: timedelta
) -> set[UUID]:
    """Extend the leases of these tasks, each run by a process of the worker with this id.

    Returns:
        The tasks whose lease is still valid.
    """
    values = {
        "worker": worker,
        "task_ids": list(processes),
        "pids": list(processes.values()),
        "length": length,
    }
    return {task_id for (task_id,) in connection.execute(_RENEW, values)}


_IS_VALID = f"SELECT id FROM tasks WHERE {HAS_LEASE}"  # noqa: S608 - only constants


def is_valid(connection: Connection, lease: Lease) -> bool:
    return write(connection, _IS_VALID, lease)


_STORE_LOG = f"""
    UPDATE task_attempts SET log = %(log)s FROM tasks
    WHERE {HAS_LEASE} AND task_id = id AND number = attempts
    RETURNING task_id
"""  # noqa: S608 - only constants


def store_log(connection: Connection, lease: Lease) -> bool:
    """Store the log of the attempt; return False if the lease is lost."""
    return write(connection, _STORE_LOG, lease, log=attempt_log.text())


_PROGRESS = f"""
    WITH renewed AS (
        UPDATE tasks SET progress = %(percent)s, step = %(step)s, {_RENEWED} WHERE {HAS_LEASE}
        RETURNING id, attempts
    ), attempt AS ({_REOPEN_ATTEMPT})
    SELECT id FROM renewed
"""  # noqa: S608 - only constants


def progress(
    connection: Connection, lease: Lease, percent: int, step: str, *, length: timedelta
) -> bool:
    """Store the progress and extend the lease; return False if the lease is lost."""
    percent, step = min(max(percent, 0), 100), storable_text(step, MAX_STEP)
    return write(connection, _PROGRESS, lease, percent=percent, step=step, length=length)


def write(connection: Connection, statement: str, lease: Lease, **values: Any) -> bool:
    """Run a statement that checks the lease; return False if the lease is lost."""
    values |= {"task_id": lease.task_id, "token": lease.token}
    return connection.execute(statement, values).fetchone() is not None
