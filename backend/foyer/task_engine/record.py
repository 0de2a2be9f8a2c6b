"""The task row: the only writer of its state.

PENDING → STARTED → SUCCESS | FAILURE, or → RETRY → STARTED …; REVOKED may end any of the others.
A worker holds a row by a lease. Every write of a running task is fenced by the lease's token:
whoever lost the lease changes nothing.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import structlog
from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Result,
    case,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from foyer.db.base import utc_now
from foyer.task_engine.failure import CANCELLED, VANISHED, Failure
from foyer.task_engine.models import FINAL_STATES, Task, TaskAttempt, TaskState

# A task whose worker vanished this often is taken for the cause and not given to another.
MAX_CRASHES = 3


def enqueue(
    session: Session | AsyncSession,
    kind: str,
    *,
    subject_id: UUID | None = None,
    payload: dict[str, Any] | None = None,
    retry_of: UUID | None = None,
) -> Task:
    """Add a task to the caller's transaction. It exists once that commits, and never before.

    The request that is being answered, if one is, becomes the task's reference.

    Args:
        session: whose transaction the task belongs to.
        kind: the name of a function decorated with `task_kind`.
        subject_id: what the task is about.
        payload: what the body needs; JSON, and no secrets: it is kept and shown.
        retry_of: the task whose work is done again.
    """
    task = Task(
        id=uuid7(),
        kind=kind,
        subject_id=subject_id,
        payload=payload or {},
        reference=current_request(),
        retry_of=retry_of,
    )
    session.add(task)
    return task


def current_request() -> str | None:
    """The id of the request that is being answered, if one is."""
    found = structlog.contextvars.get_contextvars().get("request")
    return None if found is None else str(found)


def enqueue_periodic(session: Session, kind: str, every: timedelta) -> UUID | None:
    """Enqueue a periodic kind once in each period, however many ask; None if somebody did."""
    period = int(utc_now().timestamp() // every.total_seconds())
    return session.scalar(
        postgresql.insert(Task)
        .values(id=uuid7(), kind=kind, payload={}, slot=f"{kind} {period}")
        .on_conflict_do_nothing(index_elements=["slot"], index_where=Task.slot.is_not(None))
        .returning(Task.id)
    )


def delete_ended(session: Session, *, before: datetime, limit: int) -> int:
    """Forget the oldest history, some rows at a time; returns how many."""
    old = (
        select(Task.id)
        .where(Task.state.in_(FINAL_STATES), Task.created_at < before)
        .order_by(Task.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return _count(session.execute(delete(Task).where(Task.id.in_(old.scalar_subquery()))))


def revoke(session: Session, task_id: UUID, reason: Failure = CANCELLED) -> bool:
    """End a task that is not ended, whether it waits or runs; False when there is none to end.

    A running one is told by its heartbeat; what it still writes is refused.
    """
    return bool(revoke_all(session, [task_id], reason))


def revoke_all(
    session: Session,
    task_ids: Collection[UUID],
    reason: Failure = CANCELLED,
    *,
    asked_by: UUID | None = None,
) -> int:
    """The same for these tasks, perhaps for a bulk task; returns how many it ended."""
    # Always in the same order: whoever locks several does not meet another crosswise.
    locked = select(Task.id).where(Task.id.in_(task_ids)).order_by(Task.id).with_for_update()
    rows = session.execute(
        update(Task)
        .where(Task.id.in_(locked.scalar_subquery()), Task.state.not_in(FINAL_STATES))
        .values(
            state=TaskState.REVOKED,
            asked_by=func.coalesce(asked_by, Task.asked_by),
            finished_at=func.clock_timestamp(),  # now() is when the transaction began: see rollup
            error=reason.error,
            lease_token=None,
            lease_until=None,
        )
        .returning(Task.id, Task.attempts)
    ).all()
    for task_id, attempt in rows:
        if attempt:
            _end_attempt(session, task_id, attempt, TaskState.REVOKED, reason)
    return len(rows)


def reclaim(session: Session) -> list[tuple[UUID, TaskState]]:
    """Take back every task whose lease ran out: again, or FAILURE once it did so too often."""
    return _take_back(session, Task.lease_until < func.now(), VANISHED)


def take_back(
    session: Session, task_id: UUID, *, worker: str, pid: int, reason: Failure
) -> TaskState | None:
    """Take one task back from a process that is known to be dead, without waiting for its lease."""
    held = (Task.id == task_id) & (Task.worker == worker) & (Task.pid == pid)
    taken = _take_back(session, held, reason)
    return taken[0][1] if taken else None


def _take_back(
    session: Session, which: ColumnElement[bool], reason: Failure
) -> list[tuple[UUID, TaskState]]:
    gone = select(Task.id).where(Task.state == TaskState.STARTED, which)
    last = Task.crashes + 1 >= MAX_CRASHES
    rows = session.execute(
        update(Task)
        .where(Task.id.in_(gone.with_for_update(skip_locked=True).scalar_subquery()))
        .values(
            state=case((last, TaskState.FAILURE), else_=TaskState.RETRY),
            finished_at=case((last, func.clock_timestamp()), else_=None),
            crashes=Task.crashes + 1,
            error=reason.error,
            traceback=None,
            run_at=func.now(),
            published_at=None,
            published_to=None,
            lease_token=None,
            lease_until=None,
        )
        .returning(Task.id, Task.attempts, Task.state)
    ).all()
    for task_id, attempt, state in rows:
        _end_attempt(session, task_id, attempt, state, reason)
    return [(task_id, state) for task_id, _, state in rows]


def _end_attempt(
    session: Session, task_id: UUID, number: int, outcome: TaskState, failure: Failure | None
) -> None:
    session.execute(
        update(TaskAttempt)
        .where(
            TaskAttempt.task_id == task_id,
            TaskAttempt.number == number,
            TaskAttempt.ended_at.is_(None),
        )
        .values(
            ended_at=func.now(),
            outcome=outcome,
            error=failure.error if failure else None,
            traceback=failure.traceback if failure else None,
        )
    )


def _count(result: Result[Any]) -> int:
    return cast(CursorResult[Any], result).rowcount
