"""History: reading task rows."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.errors import FoyerError
from foyer.models import Task, TaskAttempt, TaskKindRow, TaskState


class TaskNotFoundError(FoyerError):
    """There is no such task."""

    code = "task_not_found"
    status = HTTPStatus.NOT_FOUND


class TaskEndedError(FoyerError):
    """This task has ended already."""

    code = "task_ended"
    status = HTTPStatus.CONFLICT


class CursorError(FoyerError):
    """This page of the list is not to be found; start again from the newest."""

    code = "cursor_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Task]
    next_cursor: str | None


async def get(session: AsyncSession, task_id: UUID) -> Task:
    """Read one task.

    Raises:
        TaskNotFoundError: there is none.
    """
    task = await session.get(Task, task_id)
    if task is None:
        raise TaskNotFoundError
    return task


async def attempts(session: AsyncSession, task_id: UUID) -> list[TaskAttempt]:
    found = await session.scalars(
        select(TaskAttempt).where(TaskAttempt.task_id == task_id).order_by(TaskAttempt.number)
    )
    return list(found)


async def page(
    session: AsyncSession,
    *,
    state: TaskState | None,
    kind: str | None,
    cursor: str | None,
    limit: int,
) -> Page:
    """One page, newest first. The cursor names a row, so that each page costs the same.

    Raises:
        CursorError: the cursor is not one that a page before gave.
    """
    query = select(Task).order_by(Task.created_at.desc(), Task.id.desc()).limit(limit + 1)
    if state:
        query = query.where(Task.state == state)
    if kind:
        query = query.where(Task.kind == kind)
    if cursor:
        query = query.where(tuple_(Task.created_at, Task.id) < _parse(cursor))
    found = list(await session.scalars(query))
    items = found[:limit]
    return Page(items, _cursor(items[-1]) if len(found) > limit else None)


async def kinds(session: AsyncSession) -> list[str]:
    return list(await session.scalars(select(TaskKindRow.kind).order_by(TaskKindRow.kind)))


def _cursor(task: Task) -> str:
    text = f"{task.created_at.isoformat()} {task.id}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _parse(cursor: str) -> tuple[datetime, UUID]:
    try:
        created_at, task_id = base64.urlsafe_b64decode(cursor).decode().split(" ")
        return datetime.fromisoformat(created_at), UUID(task_id)
    except (ValueError, binascii.Error) as error:
        raise CursorError from error
