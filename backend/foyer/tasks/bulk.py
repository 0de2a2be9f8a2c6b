"""Bulk actions: many tasks run again or cancelled, counted first, then done by a task of its own.

The bulk task holds the filter, not the tasks: it does what still matches, a batch in each
transaction, so that whatever ends it halfway loses nothing and the next attempt goes on.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from foyer.db import transaction
from foyer.models import FINAL_STATES, Task, TaskState, utc_now
from foyer.tasks import record
from foyer.tasks.engine import Result, Run
from foyer.tasks.history import COUNT_LIMIT
from foyer.tasks.repetition import mendable, repeat_mendable
from foyer.tasks.task_filter import TaskFilter, conditions, of_states

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
            count = _do_some(session, action, tasks)
        if not count:
            return {"done": done}
        done += count
        run.progress(min(99, 100 * done // max(total, 1)), f"{done} of {max(total, done)}")


def _do_some(session: Session, action: BulkAction, tasks: TaskFilter) -> int:
    if action is BulkAction.RETRY:
        return len(repeat_mendable(session, tasks, limit=BATCH))
    some = select(Task.id).where(*_actionable(action, tasks)).order_by(Task.id).limit(BATCH)
    return record.revoke_all(session, session.scalars(some).all())


def _actionable(action: BulkAction, tasks: TaskFilter) -> list[ColumnElement[bool]]:
    if action is BulkAction.RETRY:
        return mendable(tasks)
    return [*conditions(tasks), of_states(UNENDED)]
