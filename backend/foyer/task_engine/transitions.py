"""Changes of a task's state that do not come from the worker that runs the task.

An administrator or the application revokes a task. The dispatcher, or the worker's main process,
takes a task from a process that died. The dispatcher ends a task of a kind that no worker knows.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.orm import Session

from foyer.task_engine.failure import CANCELLED, KIND_UNKNOWN, WORKER_LOST, Failure
from foyer.task_engine.models import (
    FINAL_STATES,
    WAITING_STATES,
    PausedQueue,
    Task,
    TaskAttempt,
    TaskState,
)


def revoke(session: Session, task_id: UUID, reason: Failure = CANCELLED) -> bool:
    """End a waiting or running task; return False if the task has ended already.

    A worker that runs the task notices it by its next heartbeat. Its later writes have no effect.
    """
    return bool(revoke_all(session, [task_id], reason))


def revoke_all(
    session: Session,
    task_ids: Collection[UUID],
    reason: Failure = CANCELLED,
    *,
    asked_by: UUID | None = None,
) -> int:
    """End these tasks; return how many had not ended yet.

    Args:
        session: with the transaction.
        task_ids: which tasks.
        reason: becomes each task's error.
        asked_by: the bulk task that asks for it.
    """
    # Ordered by id, so that two transactions that lock several tasks do not deadlock.
    locked = select(Task.id).where(Task.id.in_(task_ids)).order_by(Task.id).with_for_update()
    revoked = session.execute(
        update(Task)
        .where(Task.id.in_(locked.scalar_subquery()), Task.state.not_in(FINAL_STATES))
        .values(
            state=TaskState.REVOKED,
            asked_by=func.coalesce(asked_by, Task.asked_by),
            # now() is the start of the transaction, which is too early: see rollup.SETTLED.
            finished_at=func.clock_timestamp(),
            error=reason.error,
            lease_token=None,
            lease_until=None,
        )
        .returning(Task.id, Task.attempts)
    ).all()
    for task_id, attempt in revoked:
        if attempt:
            _end_attempt(session, task_id, attempt, TaskState.REVOKED, reason)
    return len(revoked)


def reclaim(session: Session, limit: int) -> list[tuple[UUID, TaskState]]:
    """Release tasks whose lease expired, up to a limit; return them and their new states.

    A worker that was only slow keeps its token, and takes its task back if no newer attempt began.

    Args:
        session: with the transaction.
        limit: of tasks.
    """
    has_expired = Task.lease_until < func.now()
    return _release(session, has_expired, WORKER_LOST, keep_token=True, limit=limit)


def fail_unknown(
    session: Session, known_kinds: Collection[str], grace: timedelta, limit: int
) -> list[tuple[UUID, str]]:
    """End unpublished tasks of other kinds that are due for longer than the grace time.

    Tasks of paused queues wait: their workers may be stopped meanwhile.

    Returns:
        The tasks and their kinds; at most the limit.
    """
    unknown = (
        select(Task.id)
        .where(Task.state.in_(WAITING_STATES), Task.published_at.is_(None))
        .where(Task.run_at < func.now() - grace, Task.kind.not_in(known_kinds))
        .where(Task.queue.not_in(select(PausedQueue.queue)))
        .order_by(Task.run_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    failed = session.execute(
        update(Task)
        .where(Task.id.in_(unknown.scalar_subquery()))
        .values(
            state=TaskState.FAILURE,
            finished_at=func.clock_timestamp(),
            error=KIND_UNKNOWN.error,
            traceback=None,
            lease_token=None,
        )
        .returning(Task.id, Task.kind)
    )
    return [(task_id, kind) for task_id, kind in failed]


def release_lost(
    session: Session, task_id: UUID, *, worker: str, pid: int, reason: Failure
) -> TaskState | None:
    """Release a task whose process is known to be dead, before its lease expires.

    Returns:
        The new state, or None if this process does not run the task any more.
    """
    condition = (Task.id == task_id) & (Task.worker == worker) & (Task.pid == pid)
    released = _release(session, condition, reason, keep_token=False)
    return released[0][1] if released else None


def _release(
    session: Session,
    condition: ColumnElement[bool],
    reason: Failure,
    *,
    keep_token: bool,
    limit: int = 1,
) -> list[tuple[UUID, TaskState]]:
    """Set running tasks to RETRY, or to FAILURE if too many of their workers were lost.

    The task itself is then considered the cause.
    """
    lost = select(Task.id).where(Task.state == TaskState.STARTED, condition).limit(limit)
    is_last = Task.crashes + 1 >= Task.max_crashes
    released = session.execute(
        update(Task)
        .where(Task.id.in_(lost.with_for_update(skip_locked=True).scalar_subquery()))
        .values(
            state=case((is_last, TaskState.FAILURE), else_=TaskState.RETRY),
            finished_at=case((is_last, func.clock_timestamp()), else_=None),
            crashes=Task.crashes + 1,
            error=reason.error,
            traceback=None,
            run_at=func.now(),
            published_at=None,
            published_to=None,
            lease_token=case((~is_last, Task.lease_token)) if keep_token else None,
            lease_until=None,
        )
        .returning(Task.id, Task.attempts, Task.state)
    ).all()
    for task_id, attempt, state in released:
        _end_attempt(session, task_id, attempt, state, reason)
    return [(task_id, state) for task_id, _, state in released]


def _end_attempt(
    session: Session, task_id: UUID, number: int, outcome: TaskState, failure: Failure
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
            error=failure.error,
            traceback=failure.traceback,
        )
    )
