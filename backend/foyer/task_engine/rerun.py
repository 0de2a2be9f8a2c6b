"""Repetition: a task that ended is run once more, as a task of its own.

What has ended never changes; the new task names the one it repeats. A task is repeated once: who
wants it a third time repeats the second, and two clicks make one.
"""

from collections.abc import Collection
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, aliased
from uuid_utils.compat import uuid7

from foyer.errors import FoyerError
from foyer.task_engine import record
from foyer.task_engine.history.queries import TaskNotFoundError
from foyer.task_engine.history.task_filter import TaskFilter, conditions, of_states
from foyer.task_engine.models import FINAL_STATES, Task, TaskState

MENDABLE = (TaskState.FAILURE, TaskState.REVOKED)


class TaskNotEndedError(FoyerError):
    """This task has not ended yet; it cannot be run again."""

    code = "task_not_ended"
    status = HTTPStatus.CONFLICT


class TaskRepeatedError(FoyerError):
    """This task was run again already; see the one that repeats it."""

    code = "task_repeated"
    status = HTTPStatus.CONFLICT


class TaskForgottenError(FoyerError):
    """What this task needs was deleted, with the account it was about."""

    code = "task_forgotten"
    status = HTTPStatus.CONFLICT


def repeat(session: Session, task_id: UUID) -> UUID:
    """Enqueue the same work again, in the caller's transaction; return the new task.

    Also what succeeded: a mail that arrived at the server and was lost behind it. Every body bears
    repetition, and a person has decided.

    Raises:
        TaskNotFoundError: there is no such task.
        TaskNotEndedError: it waits or runs.
        TaskForgottenError: a person's data were in it.
        TaskRepeatedError: that was done before.
    """
    if made := _repeat(session, _repeatable(TaskFilter(ids=(task_id,)), FINAL_STATES)):
        return made[0]
    task = session.get(Task, task_id)
    if task is None:
        raise TaskNotFoundError
    if task.state not in FINAL_STATES:
        raise TaskNotEndedError
    if task.forgotten:
        raise TaskForgottenError
    raise TaskRepeatedError


def repeat_mendable(session: Session, tasks: TaskFilter, *, asked_by: UUID) -> list[UUID]:
    """Enqueue again what matches and went wrong, for a bulk task; return the new tasks."""
    return _repeat(session, mendable(tasks), asked_by=asked_by)


def mendable(tasks: TaskFilter) -> list[ColumnElement[bool]]:
    """What matches, failed or was cancelled, and was neither repeated nor forgotten."""
    return _repeatable(tasks, MENDABLE)


def _repeatable(tasks: TaskFilter, states: Collection[TaskState]) -> list[ColumnElement[bool]]:
    later = aliased(Task)
    return [
        *conditions(tasks),
        of_states(states),
        ~Task.forgotten,
        ~exists().where(later.retry_of == Task.id),
    ]


def _repeat(
    session: Session, which: list[ColumnElement[bool]], *, asked_by: UUID | None = None
) -> list[UUID]:
    found = session.execute(
        select(Task.id, Task.kind, Task.subject_id, Task.payload)
        .where(*which)
        .order_by(Task.id)
        .with_for_update(of=Task)  # whoever forgets it waits, and will see the repetition
    ).all()
    if not found:
        return []
    again = postgresql.insert(Task).on_conflict_do_nothing(
        index_elements=["retry_of"], index_where=Task.retry_of.is_not(None)
    )
    common = {"reference": record.current_request(), "asked_by": asked_by}
    rows = [
        {"id": uuid7(), "kind": kind, "subject_id": subject, "payload": payload, "retry_of": old}
        | common
        for old, kind, subject, payload in found
    ]
    return list(session.scalars(again.returning(Task.id), rows))


async def latest(session: AsyncSession, task_id: UUID) -> Task | None:
    """The last of a task and its repetitions; None when there is no such task."""
    task = await session.get(Task, task_id)
    while task and (later := await repetition_of(session, task.id)):
        task = later
    return task


async def repetition_of(session: AsyncSession, task_id: UUID) -> Task | None:
    return await session.scalar(select(Task).where(Task.retry_of == task_id))
