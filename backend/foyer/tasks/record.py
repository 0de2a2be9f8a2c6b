"""The task row: the only writer of its state.

PENDING → STARTED → SUCCESS | FAILURE, or → RETRY → STARTED …; REVOKED may end any of the others.
A worker holds a row by a lease. Every write of a running task is fenced by the lease's token:
whoever lost the lease changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Result,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from foyer.models import (
    FINAL_STATES,
    WAITING_STATES,
    Task,
    TaskAttempt,
    TaskState,
    utc_now,
)

# A task whose worker vanished this often is taken for the cause and not given to another.
MAX_CRASHES = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run one attempt of a task, until the lease runs out."""

    task_id: UUID
    kind: str
    subject_id: UUID | None
    payload: dict[str, Any]
    attempt: int
    created_at: datetime
    waited: timedelta  # since it was due
    lease_token: UUID


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed: for the person, and for an administrator."""

    code: str
    message: str
    traceback: str | None = None

    @property
    def error(self) -> dict[str, str]:
        return {"code": self.code, "message": self.message}


VANISHED = Failure("worker_lost", "The worker that ran this stopped without a word.")
CANCELLED = Failure("cancelled", "An administrator cancelled this.")
TOO_SLOW = Failure("too_slow", "This took too long.")


def enqueue(
    session: Session | AsyncSession,
    kind: str,
    *,
    subject_id: UUID | None = None,
    payload: dict[str, Any] | None = None,
) -> Task:
    """Add a task to the caller's transaction. It exists once that commits, and never before.

    Args:
        session: whose transaction the task belongs to.
        kind: the name of a function decorated with `task_kind`.
        subject_id: what the task is about.
        payload: what the body needs; JSON, and no secrets: it is kept and shown.
    """
    task = Task(id=uuid7(), kind=kind, subject_id=subject_id, payload=payload or {})
    session.add(task)
    return task


def enqueue_periodic(session: Session, kind: str, every: timedelta) -> UUID | None:
    """Enqueue a periodic kind once in each period, however many ask; None if somebody did."""
    period = int(utc_now().timestamp() // every.total_seconds())
    return session.scalar(
        postgresql.insert(Task)
        .values(id=uuid7(), kind=kind, payload={}, slot=f"{kind} {period}")
        .on_conflict_do_nothing(index_elements=["slot"])
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


def claim(
    session: Session, task_id: UUID, *, worker: str, pid: int, lease: timedelta
) -> Claim | None:
    """Take the task, if it is there to be taken. A second delivery of its message gets None.

    One statement, as are all writes of a running task: each round trip counts.
    """
    taken = (
        update(Task)
        .where(Task.id == task_id, Task.state.in_(WAITING_STATES), Task.run_at <= func.now())
        .values(
            state=TaskState.STARTED,
            attempts=Task.attempts + 1,
            started_at=func.now(),
            worker=worker,
            pid=pid,
            progress=0,
            step=None,
            lease_token=uuid4(),
            lease_until=func.now() + lease,
        )
        .returning(
            Task.id,
            Task.kind,
            Task.subject_id,
            Task.payload,
            Task.attempts,
            Task.created_at,
            (func.now() - Task.run_at).label("waited"),
            Task.lease_token,
        )
        .cte("taken")
    )
    noted = insert(TaskAttempt).from_select(
        ["task_id", "number", "worker", "started_at"],
        select(taken.c.id, taken.c.attempts, literal(worker), func.now()),
    )
    row = session.execute(select(taken).add_cte(noted.cte("noted"))).one_or_none()
    return Claim(*row) if row else None


def renew(session: Session, held: Claim, *, lease: timedelta) -> bool:
    """Hold the lease for longer; False when it is lost."""
    return _write(session, held, lease_until=func.now() + lease)


def progress(session: Session, held: Claim, percent: int, step: str) -> bool:
    return _write(session, held, progress=percent, step=step)


def succeed(session: Session, held: Claim, result: dict[str, Any] | None) -> bool:
    final = {"result": result, "error": None, "traceback": None, "progress": 100}
    return _end(session, held, TaskState.SUCCESS, None, finished_at=func.now(), **final)


def retry(session: Session, held: Claim, failure: Failure, delay: timedelta) -> bool:
    """Give the task back, to be published again after the delay."""
    again = {"run_at": func.now() + delay, "published_at": None, "published_to": None}
    return _end(session, held, TaskState.RETRY, failure, **again)


def fail(session: Session, held: Claim, failure: Failure) -> bool:
    return _end(session, held, TaskState.FAILURE, failure, finished_at=func.now())


def revoke(session: Session, task_id: UUID) -> bool:
    """End a task that is not ended, whether it waits or runs; False when there is none to end.

    A running one is told by its heartbeat; what it still writes is refused.
    """
    row = session.execute(
        update(Task)
        .where(Task.id == task_id, Task.state.not_in(FINAL_STATES))
        .values(
            state=TaskState.REVOKED,
            finished_at=func.now(),
            error=CANCELLED.error,
            lease_token=None,
            lease_until=None,
        )
        .returning(Task.attempts)
    ).one_or_none()
    if row is None:
        return False
    _end_attempt(session, task_id, row.attempts, TaskState.REVOKED, CANCELLED)
    return True


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
            finished_at=case((last, func.now()), else_=None),
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


def _write(session: Session, held: Claim, **values: Any) -> bool:
    """Write to a running task, if the lease is still ours."""
    return _count(session.execute(update(Task).where(_is_held(held)).values(**values))) == 1


def _is_held(held: Claim) -> ColumnElement[bool]:
    """The fence: the task runs, and nobody has taken it over."""
    return (
        (Task.id == held.task_id)
        & (Task.state == TaskState.STARTED)
        & (Task.lease_token == held.lease_token)
    )


def _end(
    session: Session, held: Claim, state: TaskState, failure: Failure | None, **values: Any
) -> bool:
    if failure:
        values |= {"error": failure.error, "traceback": failure.traceback}
    ended = (
        update(Task)
        .where(_is_held(held))
        .values(state=state, lease_token=None, lease_until=None, **values)
        .returning(Task.id)
        .cte("ended")
    )
    noted = (
        update(TaskAttempt)
        .where(TaskAttempt.task_id == ended.c.id, TaskAttempt.number == held.attempt)
        .values(
            ended_at=func.now(),
            outcome=state,
            error=failure.error if failure else None,
            traceback=failure.traceback if failure else None,
        )
    )
    return session.scalar(select(ended.c.id).add_cte(noted.cte("noted"))) is not None


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
