"""Bulk actions: run many tasks again, or revoke them, after a dry run that counts them.

A bulk action is a task itself. Its payload is the filter and not a list of tasks: it acts on the
tasks that match, in batches of one transaction each. So an attempt that is interrupted loses
nothing, and the next attempt continues.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import PlainSerializer, TypeAdapter
from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from foyer.db.engines import transaction
from foyer.task_engine import record, transitions
from foyer.task_engine.history.queries import COUNT_LIMIT
from foyer.task_engine.history.rerun import rerunnable
from foyer.task_engine.history.task_filter import TaskFilter, conditions, of_states
from foyer.task_engine.kinds import Result, Run
from foyer.task_engine.models import ACTIVE_STATES, Task
from foyer.task_engine.payload import Payload

BATCH = 500  # tasks in one transaction, which takes a fraction of a second

_filters = TypeAdapter(TaskFilter)


class BulkAction(StrEnum):
    RETRY = "retry"
    REVOKE = "revoke"


def dump(tasks: TaskFilter) -> dict[str, Any]:
    """Return the filter as JSON, without the fields that are not set."""
    fields: dict[str, Any] = _filters.dump_python(tasks, mode="json", exclude_defaults=True)
    return fields


class RetryMany(Payload, kind="retry_many", queue="bulk"):
    """Run the matching tasks again."""

    filter: Annotated[TaskFilter, PlainSerializer(dump)]


class RevokeMany(Payload, kind="revoke_many", queue="bulk"):
    """Revoke the matching tasks."""

    filter: Annotated[TaskFilter, PlainSerializer(dump)]


PAYLOADS = {BulkAction.RETRY: RetryMany, BulkAction.REVOKE: RevokeMany}
KINDS = [payload.__declaration__.kind for payload in PAYLOADS.values()]


@dataclass(frozen=True, slots=True)
class DryRun:
    """The effect that a bulk action would have.

    Attributes:
        count: of the tasks it would act on, up to a limit.
        capped: whether there are more.
        kinds: the counted tasks of each kind.
    """

    count: int
    capped: bool
    kinds: dict[str, int]


async def dry_run(session: AsyncSession, action: BulkAction, tasks: TaskFilter) -> DryRun:
    counted = select(Task.kind).where(*_actionable(action, tasks)).limit(COUNT_LIMIT + 1).subquery()
    result = await session.execute(select(counted.c.kind, func.count()).group_by(counted.c.kind))
    kinds: dict[str, int] = dict(result.all())
    count = sum(kinds.values())
    return DryRun(min(count, COUNT_LIMIT), count > COUNT_LIMIT, kinds)


def enqueue(session: Session, action: BulkAction, tasks: TaskFilter) -> Task:
    """Enqueue a bulk task for the tasks that exist now; later tasks and its reruns are excluded."""
    now = session.scalars(select(func.now())).one()  # tasks have the database's time, too
    until = min(tasks.until, now) if tasks.until else now
    return record.enqueue(session, PAYLOADS[action](filter=replace(tasks, until=until)))


def retry_many(run: Run[RetryMany]) -> Result:
    """Run the matching tasks again."""
    return _in_batches(run, BulkAction.RETRY)


def revoke_many(run: Run[RevokeMany]) -> Result:
    """Revoke the matching tasks."""
    return _in_batches(run, BulkAction.REVOKE)


def _in_batches(run: Run[RetryMany | RevokeMany], action: BulkAction) -> Result:
    tasks = run.payload.filter
    with transaction() as session:
        query = select(func.count()).select_from(Task).where(*_actionable(action, tasks))
        total = session.scalars(query).one()
    done = 0
    while True:
        with transaction() as session:
            batch, count = _act_on_batch(session, run.id, action, tasks)
        if not batch:
            return {"done": done}
        # The next batch starts after this one, even if another bulk task acted on some of it.
        tasks = replace(tasks, since=batch[-1].created_at)
        done += count
        run.progress(min(99, 100 * done // max(total, 1)), f"{done} of {max(total, done)}")


def _act_on_batch(
    session: Session, bulk_id: UUID, action: BulkAction, tasks: TaskFilter
) -> tuple[Sequence[Row[UUID, datetime]], int]:
    """Act on the oldest matching tasks; return them, and how many of them were changed."""
    query = (
        select(Task.id, Task.created_at)
        .where(*_actionable(action, tasks))
        .order_by(Task.created_at, Task.id)
        .limit(BATCH)
    )
    batch = session.execute(query).all()
    ids = tuple(task.id for task in batch)
    if action is BulkAction.RETRY:
        matching = rerunnable(TaskFilter(ids=ids))
        return batch, len(record.enqueue_reruns(session, matching, asked_by=bulk_id))
    return batch, transitions.revoke_all(session, ids, asked_by=bulk_id)


def _actionable(action: BulkAction, tasks: TaskFilter) -> list[ColumnElement[bool]]:
    """Match the tasks that the action can change. Bulk tasks never act on bulk tasks."""
    is_no_bulk_task = Task.kind.not_in(KINDS)
    if action is BulkAction.RETRY:
        return [*rerunnable(tasks), is_no_bulk_task]
    return [*conditions(tasks), of_states(ACTIVE_STATES), is_no_bulk_task]
