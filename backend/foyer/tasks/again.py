"""Again: a task that ended is run once more, as a task of its own.

What has ended never changes; the new task names the one it repeats. A task is repeated once: who
wants it a third time repeats the second, and two clicks make one.
"""

from http import HTTPStatus
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from foyer.errors import FoyerError
from foyer.models import FINAL_STATES, Task, TaskState
from foyer.tasks import record
from foyer.tasks.history import TaskFilter, TaskNotFoundError, conditions

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


def retry(session: Session, task_id: UUID) -> Task:
    """Enqueue the same work again, in the caller's transaction.

    Raises:
        TaskNotFoundError: there is no such task.
        TaskNotEndedError: it waits or runs.
        TaskRepeatedError: that was done before.
        TaskForgottenError: a person's data were in it.
    """
    task = session.get(Task, task_id)
    if task is None:
        raise TaskNotFoundError
    if task.state not in FINAL_STATES:
        raise TaskNotEndedError
    if task.subject_id is None and not task.payload and task.slot is None and not task.retry_of:
        raise TaskForgottenError
    again = record.enqueue(
        session, task.kind, subject_id=task.subject_id, payload=task.payload, retry_of=task_id
    )
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as error:
        raise TaskRepeatedError from error
    return again


def retry_some(session: Session, tasks: TaskFilter, *, limit: int) -> int:
    """Enqueue again what failed or was cancelled and matches; return how many, 0 when all are."""
    return len([retry(session, task_id) for task_id in _some(session, tasks, MENDABLE, limit)])


def revoke_some(session: Session, tasks: TaskFilter, *, limit: int) -> int:
    """Cancel what has not ended and matches; return how many, 0 when there is none left."""
    unended = tuple(state for state in TaskState if state not in FINAL_STATES)
    found = _some(session, tasks, unended, limit)
    return sum(record.revoke(session, task_id) for task_id in found)


def _some(
    session: Session, tasks: TaskFilter, states: tuple[TaskState, ...], limit: int
) -> list[UUID]:
    repeat = aliased(Task)
    query = (
        select(Task.id)
        .where(*conditions(tasks), Task.state.in_(states))
        .where(~exists().where(repeat.retry_of == Task.id))
        .order_by(Task.created_at, Task.id)
        .limit(limit)
    )
    return list(session.scalars(query))
