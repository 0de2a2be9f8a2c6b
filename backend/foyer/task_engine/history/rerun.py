"""Reruns: the work of an ended task is done again, as a new task.

An ended task never changes. The new task has the id of the original in `retry_of`. A task has one
rerun at most: to run it a third time, run the rerun again. So two clicks make one rerun.
"""

from collections.abc import Collection
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, aliased

from foyer.errors import FoyerError
from foyer.task_engine import record
from foyer.task_engine.history.queries import TaskNotFoundError
from foyer.task_engine.history.task_filter import TaskFilter, conditions, of_states
from foyer.task_engine.models import FINAL_STATES, Task, TaskState

RERUNNABLE_STATES = (TaskState.FAILURE, TaskState.REVOKED)


class TaskNotEndedError(FoyerError):
    """This task has not ended yet; it cannot be run again."""

    code = "task_not_ended"
    status = HTTPStatus.CONFLICT


class TaskAlreadyRerunError(FoyerError):
    """This task was run again already; run the newer task again instead."""

    code = "task_repeated"
    status = HTTPStatus.CONFLICT


class TaskErasedError(FoyerError):
    """This task's data were deleted together with the account that it was about."""

    code = "task_forgotten"
    status = HTTPStatus.CONFLICT


def rerun(session: Session, task_id: UUID) -> UUID:
    """Enqueue the work of an ended task again, in the caller's transaction; return the new task.

    A task that succeeded can be run again too, for example when the recipient's mail server lost a
    mail. The effects of all kinds are idempotent.

    Raises:
        TaskNotFoundError: there is no such task.
        TaskNotEndedError: the task is waiting or running.
        TaskErasedError: the task's data were erased.
        TaskAlreadyRerunError: the task has a rerun.
    """
    reruns = record.enqueue_reruns(
        session, _without_rerun(TaskFilter(ids=(task_id,)), FINAL_STATES)
    )
    if reruns:
        return reruns[0]
    task = session.get(Task, task_id)
    if task is None:
        raise TaskNotFoundError
    if task.state not in FINAL_STATES:
        raise TaskNotEndedError
    if task.forgotten:
        raise TaskErasedError
    raise TaskAlreadyRerunError


def rerunnable(tasks: TaskFilter) -> list[ColumnElement[bool]]:
    """Match tasks that failed or were revoked, were not erased, and have no rerun."""
    return _without_rerun(tasks, RERUNNABLE_STATES)


def _without_rerun(tasks: TaskFilter, states: Collection[TaskState]) -> list[ColumnElement[bool]]:
    newer = aliased(Task)
    return [
        *conditions(tasks),
        of_states(states),
        ~Task.forgotten,
        ~exists().where(newer.retry_of == Task.id),
    ]


async def latest(session: AsyncSession, task_id: UUID) -> Task | None:
    """Return the latest of a task and its reruns; None if there is no such task."""
    task = await session.get(Task, task_id)
    while task and (newer := await rerun_of(session, task.id)):
        task = newer
    return task


async def rerun_of(session: AsyncSession, task_id: UUID) -> Task | None:
    return await session.scalar(select(Task).where(Task.retry_of == task_id))
