"""The record of tasks: rows are inserted, erased and deleted here.

    PENDING → STARTED → SUCCESS | FAILURE
                     → RETRY → STARTED …
    any state that is not final → REVOKED

See `lease` and `transitions` for the changes of state.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, CursorResult, case, delete, func, select, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, Session
from uuid_utils.compat import uuid7

from foyer.task_engine import links
from foyer.task_engine.models import ACTIVE_STATES, FINAL_STATES, UNIQUE, Task, TaskAttempt
from foyer.task_engine.payload import Payload, queue_by_kind
from foyer.task_engine.trace_context import trace_context

NORMAL = 0  # the priority of tasks that a person waits for
EXCESS = 5  # the priority of a client's tasks above its share
BULK = 10  # the priority of the tasks of a bulk action
_ENQUEUED = "enqueued"  # in `Session.info`
ERASED = "This message was deleted together with the account that it was about."


def enqueue(
    session: Session | AsyncSession,
    payload: Payload,
    *,
    subject_id: UUID | None = None,
    run_at: datetime | None = None,
    priority: int = NORMAL,
    unique_key: str | None = None,
    after: Collection[UUID] = (),
    when_ended: Collection[UUID] = (),
) -> Task:
    """Add a task to the caller's transaction. The task exists when that is committed.

    The id of the current request becomes the task's reference. A task that another task enqueues
    has the reference of that task.

    The last three options need queries. With them, asynchronous code calls
    `await session.run_sync(enqueue, payload, unique_key=…)`.

    Args:
        session: with the transaction.
        payload: the input of the function. Its class declares the kind.
        subject_id: the object that the task is about, for example a sign-up.
        run_at: the task starts at this time or later.
        priority: due tasks with a lower number run first.
        unique_key: if an unfinished task of this kind has it, return that task.
        after: the task waits until these tasks have succeeded. If one of them does not, it ends as
            a FAILURE with the code `predecessor_failed`.
        when_ended: the task waits until these tasks have ended, however they end.

    Raises:
        LookupError: a task to wait for does not exist.
    """
    if run_at and run_at.tzinfo is None:
        raise ValueError("run_at needs a time zone")
    declaration = payload.__declaration__
    task = Task(
        id=uuid7(),
        kind=declaration.kind,
        queue=declaration.queue,
        priority=priority,
        unique_key=unique_key,
        subject_id=subject_id,
        payload=payload.model_dump(mode="json"),
        payload_version=declaration.version,
        reference=_request_id(),
        traceparent=trace_context(),
    )
    if run_at:
        task.run_at = run_at
    sync_session = session.sync_session if isinstance(session, AsyncSession) else session
    sync_session.info.setdefault(_ENQUEUED, []).append(task.id)
    if not (unique_key or after or when_ended):
        sync_session.add(task)
        return task
    return _enqueue_with_queries(sync_session, task, after, when_ended)


def pop_enqueued(session: Session) -> list[UUID]:
    """Return the tasks that this session enqueued since the last call."""
    ids: list[UUID] = session.info.pop(_ENQUEUED, [])
    return ids


def _enqueue_with_queries(
    session: Session, task: Task, after: Collection[UUID], when_ended: Collection[UUID]
) -> Task:
    predecessors = links.lock_predecessors(session, after, when_ended)
    links.block(task, predecessors)
    stored = _insert_unique(session, task)
    if stored.id == task.id:
        links.add_links(session, task.id, predecessors)
    return stored


def _insert_unique(session: Session, task: Task) -> Task:
    """Insert the task, or return the unfinished one that has its unique key."""
    insert = postgresql.insert(Task).on_conflict_do_nothing(
        index_elements=["kind", "unique_key"], index_where=text(UNIQUE)
    )
    values = {key: value for key, value in vars(task).items() if key in Task.__table__.columns}
    existing = select(Task).where(
        Task.kind == task.kind,
        Task.unique_key == task.unique_key,
        Task.state.in_(ACTIVE_STATES),
    )
    stored: Task | None = None
    while stored is None:  # the existing task may end between the two statements
        stored = session.scalar(insert.values(values).returning(Task)) or session.scalar(existing)
    return stored


def enqueue_reruns(
    session: Session,
    conditions: Sequence[ColumnElement[bool]],
    *,
    asked_by: UUID | None = None,
) -> list[UUID]:
    """Enqueue the work of the matching tasks again; return the new tasks.

    A task has at most one rerun: when two callers ask for the same one, the second gets none.

    Args:
        session: with the transaction.
        conditions: which tasks to run again.
        asked_by: the bulk task that asks for it; its reruns have the priority of bulk actions.
    """
    originals = session.execute(
        select(Task.id, Task.kind, Task.subject_id, Task.payload, Task.payload_version)
        .where(*conditions)
        .order_by(Task.id)
        .with_for_update(of=Task)  # `erase` waits for this lock, and then finds the rerun too
    ).all()
    if not originals:
        return []
    queues = queue_by_kind()
    insert = postgresql.insert(Task).on_conflict_do_nothing(
        index_elements=["retry_of"], index_where=Task.retry_of.is_not(None)
    )
    reruns = [
        {
            "id": uuid7(),
            "kind": original.kind,
            "queue": queues.get(original.kind, ""),
            "priority": BULK if asked_by else NORMAL,
            "subject_id": original.subject_id,
            "payload": original.payload,
            "payload_version": original.payload_version,
            "reference": _request_id(),
            "traceparent": trace_context(),
            "retry_of": original.id,
            "asked_by": asked_by,
        }
        for original in originals
    ]
    return list(session.scalars(insert.returning(Task.id), reruns))


def erase(session: Session, subject_ids: Collection[UUID]) -> None:
    """Remove all personal data from the tasks about these subjects.

    The kind, the states, the times and the code of an error stay.
    """
    task_ids = select(Task.id).where(Task.subject_id.in_(subject_ids))
    session.execute(
        update(TaskAttempt)
        .where(TaskAttempt.task_id.in_(task_ids))
        .values(error=_without_message(TaskAttempt.error), traceback=None, log=None)
    )
    session.execute(
        update(Task)
        .where(Task.subject_id.in_(subject_ids))
        .values(
            forgotten=True,
            subject_id=None,
            unique_key=None,
            payload={},
            result=None,
            step=None,
            error=_without_message(Task.error),
            traceback=None,
        )
    )


def delete_ended(session: Session, *, before: datetime, limit: int) -> int:
    """Delete the oldest ended tasks, up to a limit; return how many."""
    oldest = (
        select(Task.id)
        .where(Task.state.in_(FINAL_STATES), Task.created_at < before)
        .order_by(Task.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    result = session.execute(delete(Task).where(Task.id.in_(oldest.scalar_subquery())))
    return cast(CursorResult[Any], result).rowcount


def has_failed_with(session: Session, task_id: UUID, code: str) -> bool:
    """Return whether an earlier attempt of the task ended with this error."""
    query = select(TaskAttempt.number).where(
        TaskAttempt.task_id == task_id, TaskAttempt.error["code"].astext == code
    )
    return session.scalar(query.limit(1)) is not None


def _request_id() -> str | None:
    """Return the id of the request that is served, or that led to the task that runs."""
    request_id = structlog.contextvars.get_contextvars().get("request")
    return None if request_id is None else str(request_id)


def _without_message(error: InstrumentedAttribute[dict[str, Any] | None]) -> ColumnElement[Any]:
    """Replace the message. The code, class and place contain no personal data."""
    erased = error.op("||")(func.jsonb_build_object("message", ERASED))
    return case((error.is_not(None), erased), else_=None)
