"""The outbox: which waiting tasks must be published, and which were published."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, func, select, text, update
from sqlalchemy.orm import Session

from foyer.db.engines import transaction
from foyer.task_engine.models import WAITING_STATES, PausedQueue, Task

WAKE_UP_CHANNEL = "dispatch"
FAIR_WINDOW = 1000  # due tasks of a queue among which the subjects take turns

_IS_WAITING = Task.state.in_(WAITING_STATES)
_IS_DUE = "state IN ('PENDING', 'RETRY') AND published_at IS NULL AND run_at <= now()"

# The oldest tasks of the lowest priority. Among them, the first task of each subject comes before
# the second task of any: one person with 500 pictures does not stop the others.
_NEXT = text(f"""
    WITH oldest AS (
        SELECT id, priority, run_at, coalesce(subject_id, id) AS subject
        FROM tasks
        WHERE queue = :queue AND kind = ANY(:kinds) AND {_IS_DUE}
        ORDER BY priority, run_at LIMIT {FAIR_WINDOW}
    ), turns AS (
        SELECT *, row_number() OVER (PARTITION BY priority, subject ORDER BY run_at, id) AS turn
        FROM oldest
    ), next AS (
        SELECT id, row_number() OVER (ORDER BY priority, turn, run_at, id) AS position
        FROM turns ORDER BY position LIMIT :limit
    )
    SELECT tasks.id, tasks.kind, tasks.queue FROM next JOIN tasks USING (id)
    WHERE {_IS_DUE} ORDER BY position FOR UPDATE OF tasks SKIP LOCKED
""")  # noqa: S608 - only constants
_HAS_DUE = text(f"""
    SELECT names.queue FROM unnest(CAST(:queues AS text[])) AS names (queue)
    WHERE EXISTS (SELECT FROM tasks WHERE tasks.queue = names.queue AND {_IS_DUE})
""")  # noqa: S608
_NEXT_DUE = text("""
    SELECT extract(epoch FROM min(run_at) - now()) FROM tasks
    WHERE state IN ('PENDING', 'RETRY') AND published_at IS NULL AND run_at > now()
""")
_COMMIT_WITHOUT_DISK = text("SET LOCAL synchronous_commit = off")
# In plain SQL: SQLAlchemy would need longer for the expression than PostgreSQL for the rows.
_MARK = text("""
    UPDATE tasks SET published_at = clock_timestamp(), published_to = :generation
    WHERE id = ANY(:ids)
""")
_ADD_QUEUES = text("""
    UPDATE tasks SET queue = registry.queue
    FROM unnest(CAST(:kinds AS text[]), CAST(:queues AS text[])) AS registry (kind, queue)
    WHERE tasks.queue = '' AND tasks.kind = registry.kind
        AND state IN ('PENDING', 'RETRY') AND published_at IS NULL
""")


@dataclass(frozen=True, slots=True)
class DueTask:
    """A task to publish."""

    id: UUID
    kind: str
    queue: str


def lock_due(session: Session, ids: Sequence[UUID]) -> list[DueTask]:
    """Lock those of these tasks that are due and unpublished, except those that are locked."""
    query = (
        select(Task.id, Task.kind, Task.queue)
        .where(Task.id.in_(ids), _IS_WAITING, Task.published_at.is_(None))
        .where(Task.run_at <= func.now())
        .order_by(Task.priority, Task.run_at, Task.id)
        .with_for_update(skip_locked=True)
    )
    return [DueTask(*columns) for columns in session.execute(query)]


def queues_with_due(session: Session, queues: Collection[str]) -> list[str]:
    """Return those of these queues that have due and unpublished tasks."""
    return list(session.scalars(_HAS_DUE, {"queues": list(queues)}))


def next_due_in(session: Session) -> float:
    """Return the seconds until the next unpublished task is due; infinity if none waits."""
    seconds = session.scalar(_NEXT_DUE)
    return math.inf if seconds is None else float(seconds)


def lock_next(session: Session, queue: str, kinds: Collection[str], limit: int) -> list[DueTask]:
    """Lock the next due tasks of a queue: by priority, then in turns of the subjects, then by time.

    Args:
        session: with the transaction.
        queue: the queue.
        kinds: only tasks of these kinds.
        limit: how many.
    """
    values = {"queue": queue, "kinds": list(kinds), "limit": limit}
    return [DueTask(*columns) for columns in session.execute(_NEXT, values)]


def wake_dispatcher() -> None:
    """Make the dispatcher look for due tasks now.

    PostgreSQL runs the commits of notifications one after the other. So this one is a transaction
    of its own, which does not wait for the disk.
    """
    with transaction() as session:
        commit_without_disk(session)
        session.execute(select(func.pg_notify(WAKE_UP_CHANNEL, "")))


def commit_without_disk(session: Session) -> None:
    """Let the COMMIT of this transaction return before it is on the disk.

    If PostgreSQL crashes then, the marks of some messages are lost. No worker can claim their tasks
    until these are published again, and a claim that was committed kept the mark before it.
    """
    session.execute(_COMMIT_WITHOUT_DISK)


def mark_published(session: Session, ids: Sequence[UUID], generation: str) -> None:
    session.execute(_MARK, {"ids": list(ids), "generation": generation})


def unmark_other_generations(session: Session, generation: str, limit: int) -> int:
    """Mark tasks as unpublished whose messages the broker lost with an earlier generation.

    Returns:
        How many; if it is the limit, there may be more.
    """
    lost = (
        select(Task.id)
        .where(_IS_WAITING, Task.published_at.is_not(None), Task.published_to != generation)
        .order_by(Task.published_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return _unmark(session, list(session.scalars(lost)))


def unmark_paused(session: Session, limit: int) -> int:
    """Mark tasks of paused queues as unpublished, so that no worker can claim them.

    Returns:
        How many; if it is the limit, there may be more.
    """
    published = (
        select(Task.id)
        .where(_IS_WAITING, Task.published_at.is_not(None))
        .where(Task.queue.in_(select(PausedQueue.queue)))
        .order_by(Task.published_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return _unmark(session, list(session.scalars(published)))


def unclaimed(session: Session, lost_after: timedelta, limit: int) -> list[DueTask]:
    """Return the oldest tasks that were published before this time and that no worker claimed."""
    query = (
        select(Task.id, Task.kind, Task.queue)
        .where(_IS_WAITING, Task.published_at < func.now() - lost_after)
        .order_by(Task.published_at)
        .limit(limit)
    )
    return [DueTask(*columns) for columns in session.execute(query)]


def unmark_lost(session: Session, ids: Sequence[UUID], lost_after: timedelta) -> int:
    """Mark these tasks as unpublished; return how many were still unclaimed."""
    lost = (
        select(Task.id)
        .where(Task.id.in_(ids), _IS_WAITING, Task.published_at < func.now() - lost_after)
        .with_for_update(skip_locked=True)
    )
    return _unmark(session, list(session.scalars(lost)))


def _unmark(session: Session, ids: Sequence[UUID]) -> int:
    if not ids:
        return 0
    result = session.execute(
        update(Task).where(Task.id.in_(ids)).values(published_at=None, published_to=None)
    )
    return cast(CursorResult[Any], result).rowcount


def add_missing_queues(session: Session, queues: Mapping[str, str]) -> None:
    """Set the queue of tasks that an API of an older version enqueued without one.

    Args:
        session: with the transaction.
        queues: the queue of each kind.
    """
    session.execute(_ADD_QUEUES, {"kinds": list(queues), "queues": list(queues.values())})
