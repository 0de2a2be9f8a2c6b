"""History: reading task rows, however many there are.

Pages are found by key, never by offset; counts stop at a number; each filter has its index (see
task_filter.py). A combination that has none may take long on a large table: the statement timeout
ends it, and the answer says so.
"""

import base64
import binascii
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.errors import FoyerError
from foyer.task_engine.history.task_filter import TaskFilter, conditions, of_words
from foyer.task_engine.models import Task, TaskAttempt, TaskKindRow

COUNT_LIMIT = 10_000
FEW = 2_000  # rows that are sooner sorted than found in order


class TaskNotFoundError(FoyerError):
    """There is no such task."""

    code = "task_not_found"
    status = HTTPStatus.NOT_FOUND


class TaskEndedError(FoyerError):
    """This task has ended already."""

    code = "task_ended"
    status = HTTPStatus.CONFLICT


class QueryTooSlowError(FoyerError):
    """This question takes too long. Narrow it: a shorter time, or one filter more."""

    code = "query_too_slow"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class CursorError(FoyerError):
    """This page of the list is not to be found; start again from the newest."""

    code = "cursor_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Task]
    next_cursor: str | None
    first_cursor: str | None  # to count what is newer


@dataclass(frozen=True, slots=True)
class Total:
    count: int
    capped: bool  # there are more


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


async def page(session: AsyncSession, tasks: TaskFilter, *, cursor: str | None, limit: int) -> Page:
    """One page, newest first. The cursor names a row, so that each page costs the same.

    Raises:
        CursorError: the cursor is not one that a page before gave.
    """
    narrowed = await _narrowed(session, tasks)
    query = select(Task).where(*conditions(narrowed))
    if cursor:
        query = query.where(tuple_(Task.created_at, Task.id) < _parse(cursor))
    query = query.order_by(Task.created_at.desc(), Task.id.desc()).limit(limit + 1)
    async with _without(session, "bitmapscan") if narrowed.words else nullcontext():
        found = list(await session.scalars(query))
    items = found[:limit]
    return Page(
        items,
        next_cursor=_cursor(items[-1]) if len(found) > limit else None,
        first_cursor=_cursor(items[0]) if items else None,
    )


async def count(session: AsyncSession, tasks: TaskFilter, *, newer_than: str | None) -> Total:
    """How many there are, up to a limit; or how many came since a page was read.

    Raises:
        CursorError: `newer_than` is not a cursor that a page gave.
    """
    query = select(Task.id).where(*conditions(tasks))
    if newer_than:
        query = query.where(tuple_(Task.created_at, Task.id) > _parse(newer_than))
    some = select(func.count()).select_from(query.limit(COUNT_LIMIT + 1).subquery())
    async with _without(session, "indexscan") if tasks.words else nullcontext():
        found = (await session.scalars(some)).one()
    return Total(min(found, COUNT_LIMIT), capped=found > COUNT_LIMIT)


async def _narrowed(session: AsyncSession, tasks: TaskFilter) -> TaskFilter:
    """With words that few errors have, the ids of those instead.

    To read the list in its order until there is a page is good for a frequent word, and takes
    seconds for one that nobody said; to fetch all and sort them is the reverse. The planner cannot
    know how many begin with a word, so it is told.
    """
    if not tasks.words:
        return tasks
    some = select(Task.id).where(of_words(tasks.words)).limit(FEW + 1)
    async with _without(session, "indexscan"):
        found = (await session.scalars(some)).all()
    return tasks if len(found) > FEW else replace(tasks, words=None, ids=tuple(found))


@asynccontextmanager
async def _without(session: AsyncSession, way: str) -> AsyncIterator[None]:
    """Leave the planner one way: by the index of words, or in the list's order."""
    await session.execute(text(f"SET LOCAL enable_{way} = off"))
    yield
    await session.execute(text(f"SET LOCAL enable_{way} = on"))


async def queues_by_kind(session: AsyncSession) -> dict[str, str]:
    found = await session.execute(
        select(TaskKindRow.kind, TaskKindRow.queue).order_by(TaskKindRow.kind)
    )
    return dict(found.all())


def _cursor(task: Task) -> str:
    said = f"{task.created_at.isoformat()} {task.id}"
    return base64.urlsafe_b64encode(said.encode()).decode()


def _parse(cursor: str) -> tuple[datetime, UUID]:
    try:
        created_at, task_id = base64.urlsafe_b64decode(cursor).decode().split(" ")
        return datetime.fromisoformat(created_at), UUID(task_id)
    except (ValueError, binascii.Error) as error:
        raise CursorError from error
