"""Bulk actions: many tasks run again or cancelled, counted first, then done by a task of its own.

The bulk task holds the filter, not the tasks: it does what still matches, a batch in each
transaction, so that whatever ends it halfway loses nothing and the next attempt goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.task_engine import record
from foyer.task_engine.history.queries import COUNT_LIMIT
from foyer.task_engine.history.task_filter import TaskFilter, conditions, of_states
from foyer.task_engine.kinds import Result, Run
from foyer.task_engine.models import FINAL_STATES, Task, TaskState
from foyer.task_engine.rerun import mendable, repeat_mendable

BATCH = 500  # tasks in one transaction: a fraction of a second
UNENDED = tuple(state for state in TaskState if state not in FINAL_STATES)

_filters = TypeAdapter(TaskFilter)


class BulkAction(StrEnum):
    RETRY = "retry"
    REVOKE = "revoke"


KINDS = {BulkAction.RETRY: "retry_many", BulkAction.REVOKE: "revoke_many"}


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a bulk action would do.

    Attributes:
        count: to how many tasks, up to a limit.
        capped: there are more.
        kinds: how many of each kind among the counted.
    """

    count: int
    capped: bool
    kinds: dict[str, int]


async def dry_run(session: AsyncSession, action: BulkAction, tasks: TaskFilter) -> DryRun:
    some = select(Task.kind).where(*_actionable(action, tasks)).limit(COUNT_LIMIT + 1).subquery()
    found = await session.execute(select(some.c.kind, func.count()).group_by(some.c.kind))
    kinds: dict[str, int] = dict(found.all())
    count = sum(kinds.values())
    return DryRun(min(count, COUNT_LIMIT), count > COUNT_LIMIT, kinds)


def enqueue(session: Session | AsyncSession, action: BulkAction, tasks: TaskFilter) -> Task:
    """Record the action. What is created from now on is not meant, nor are the repetitions."""
    until = min(tasks.until, utc_now()) if tasks.until else utc_now()
    meant = replace(tasks, until=until)
    return record.enqueue(session, KINDS[action], payload={"filter": dump(meant)})


def retry_many(run: Run) -> Result:
    """Run again what the filter finds."""
    return _in_batches(run, BulkAction.RETRY)


def revoke_many(run: Run) -> Result:
    """Cancel what the filter finds."""
    return _in_batches(run, BulkAction.REVOKE)


def dump(tasks: TaskFilter) -> dict[str, Any]:
    """As JSON, without what restricts nothing."""
    plain: dict[str, Any] = _filters.dump_python(tasks, mode="json", exclude_defaults=True)
    return plain


def _in_batches(run: Run, action: BulkAction) -> Result:
    tasks = _filters.validate_python(run.payload["filter"])
    with transaction() as session:
        left = select(func.count()).select_from(Task).where(*_actionable(action, tasks))
        total = session.scalars(left).one()
    done = 0
    while True:
        with transaction() as session:
            found, count = _do_some(session, run.id, action, tasks)
        if not found:
            return {"done": done}
        # Whoever came first with some of them has done those; the next batch begins after these.
        tasks = replace(tasks, since=found[-1].created_at)
        done += count
        run.progress(min(99, 100 * done // max(total, 1)), f"{done} of {max(total, done)}")


def _do_some(
    session: Session, bulk_id: UUID, action: BulkAction, tasks: TaskFilter
) -> tuple[Sequence[Row[UUID, datetime]], int]:
    """Take the next batch, the oldest first; return it, and to how many of it this was done."""
    some = (
        select(Task.id, Task.created_at)
        .where(*_actionable(action, tasks))
        .order_by(Task.created_at, Task.id)
        .limit(BATCH)
    )
    found = session.execute(some).all()
    ids = tuple(row.id for row in found)
    if action is BulkAction.RETRY:
        return found, len(repeat_mendable(session, TaskFilter(ids=ids), asked_by=bulk_id))
    return found, record.revoke_all(session, ids, asked_by=bulk_id)


def _actionable(action: BulkAction, tasks: TaskFilter) -> list[ColumnElement[bool]]:
    """Bulk actions are left out: they would do themselves, and each other, again."""
    others = Task.kind.not_in(KINDS.values())
    if action is BulkAction.RETRY:
        return [*mendable(tasks), others]
    return [*conditions(tasks), of_states(UNENDED), others]
