"""Queries for the task history, with any number of rows.

Pages use keyset paging. Counts stop at a limit. Each filter has its index (see task_filter.py). A
combination of filters without an index may be slow on a large table: then the statement timeout
ends the query, and the response asks for a narrower filter.
"""

import base64
import binascii
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.errors import FoyerError
from foyer.task_engine.history.task_filter import TaskFilter, conditions, of_words
from foyer.task_engine.models import Task, TaskAttempt

COUNT_LIMIT = 10_000
_OTHER_SCANS = ("indexscan", "seqscan")  # that do not use the index of words
SORT_LIMIT = 2_000  # up to so many rows, sorting is faster than reading the list in order


class TaskNotFoundError(FoyerError):
    """There is no such task."""

    code = "task_not_found"
    status = HTTPStatus.NOT_FOUND


class TaskEndedError(FoyerError):
    """This task has ended already."""

    code = "task_ended"
    status = HTTPStatus.CONFLICT


class QueryTooSlowError(FoyerError):
    """This search takes too long. Choose a shorter time range, or add a filter."""

    code = "query_too_slow"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class CursorError(FoyerError):
    """This page of the list does not exist; start again with the newest tasks."""

    code = "cursor_invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class Page:
    items: list[Task]
    next_cursor: str | None
    first_cursor: str | None  # to count newer tasks


@dataclass(frozen=True, slots=True)
class Total:
    count: int
    capped: bool  # whether there are more


async def get(session: AsyncSession, task_id: UUID) -> Task:
    """Return one task.

    Raises:
        TaskNotFoundError: there is no such task.
    """
    task = await session.get(Task, task_id)
    if task is None:
        raise TaskNotFoundError
    return task


async def attempts(session: AsyncSession, task_id: UUID) -> list[TaskAttempt]:
    query = select(TaskAttempt).where(TaskAttempt.task_id == task_id)
    return list(await session.scalars(query.order_by(TaskAttempt.number)))


async def page(session: AsyncSession, tasks: TaskFilter, *, cursor: str | None, limit: int) -> Page:
    """Return one page, newest tasks first. The cursor names a row, so all pages cost the same.

    Raises:
        CursorError: no page has this cursor.
    """
    narrowed = await _narrowed(session, tasks)
    query = select(Task).where(*conditions(narrowed))
    if cursor:
        query = query.where(tuple_(Task.created_at, Task.id) < _parse(cursor))
    if narrowed.words:
        query = query.where(Task.error_group.is_not(None))  # has an index in list order
    query = query.order_by(Task.created_at.desc(), Task.id.desc()).limit(limit + 1)
    async with _without(session, "bitmapscan") if narrowed.words else nullcontext():
        rows = list(await session.scalars(query))
    items = rows[:limit]
    return Page(
        items,
        next_cursor=_cursor(items[-1]) if len(rows) > limit else None,
        first_cursor=_cursor(items[0]) if items else None,
    )


async def count(session: AsyncSession, tasks: TaskFilter, *, newer_than: str | None) -> Total:
    """Count the tasks up to a limit, or only those that are newer than a page's first cursor.

    Raises:
        CursorError: no page has the cursor `newer_than`.
    """
    query = select(Task.id).where(*conditions(tasks))
    if newer_than:
        query = query.where(tuple_(Task.created_at, Task.id) > _parse(newer_than))
    counted = select(func.count()).select_from(query.limit(COUNT_LIMIT + 1).subquery())
    async with _without(session, *_OTHER_SCANS) if tasks.words else nullcontext():
        total = (await session.scalars(counted)).one()
    return Total(min(total, COUNT_LIMIT), capped=total > COUNT_LIMIT)


async def _narrowed(session: AsyncSession, tasks: TaskFilter) -> TaskFilter:
    """Replace words that match few errors by the ids of the matching tasks.

    For a frequent word, it is fast to read the list in its order until a page is full. For a rare
    word that takes seconds, and it is faster to fetch all matches and sort them. The planner cannot
    estimate the matches of a prefix, so this function counts them.
    """
    if not tasks.words:
        return tasks
    matches = select(Task.id).where(of_words(tasks.words)).limit(SORT_LIMIT + 1)
    async with _without(session, *_OTHER_SCANS):
        ids = (await session.scalars(matches)).all()
    return tasks if len(ids) > SORT_LIMIT else replace(tasks, words=None, ids=tuple(ids))


@asynccontextmanager
async def _without(session: AsyncSession, *scans: str) -> AsyncIterator[None]:
    """Forbid kinds of scans, so that the planner uses the index of words, or the list's order."""
    names = [f"enable_{scan}" for scan in scans]
    await session.execute(select(*(func.set_config(name, "off", True) for name in names)))
    yield
    await session.execute(select(*(func.set_config(name, "on", True) for name in names)))


def _cursor(task: Task) -> str:
    return base64.urlsafe_b64encode(f"{task.created_at.isoformat()} {task.id}".encode()).decode()


def _parse(cursor: str) -> tuple[datetime, UUID]:
    try:
        created_at, task_id = base64.urlsafe_b64decode(cursor).decode().split(" ")
        return datetime.fromisoformat(created_at), UUID(task_id)
    except (ValueError, binascii.Error) as error:
        raise CursorError from error
