"""The queues and their waiting tasks."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.task_engine.history.task_filter import of_states
from foyer.task_engine.models import WAITING_STATES, Task, TaskKindRow


@dataclass(frozen=True, slots=True)
class Queue:
    name: str
    waiting: int
    oldest_due_at: datetime | None
    oldest: Task | None = None  # the task that is due for the longest time


async def queues(session: AsyncSession) -> list[Queue]:
    """Return all queues. The partial indexes of waiting tasks make this cheap."""
    result = await session.execute(
        select(TaskKindRow.queue, func.count(Task.id), func.min(Task.run_at))
        .outerjoin(Task, and_(Task.kind == TaskKindRow.kind, of_states(WAITING_STATES)))
        .group_by(TaskKindRow.queue)
        .order_by(TaskKindRow.queue)
    )
    waiting = [Queue(*columns) for columns in result]
    oldest = await _oldest_tasks(session, waiting)
    return [replace(queue, oldest=oldest.get(queue.name)) for queue in waiting]


async def _oldest_tasks(session: AsyncSession, waiting: list[Queue]) -> dict[str, Task]:
    """The oldest waiting task of each queue. Finding them by their time needs no sorting."""
    due_times = [(queue.name, queue.oldest_due_at) for queue in waiting if queue.oldest_due_at]
    if not due_times:
        return {}
    result = await session.execute(
        select(TaskKindRow.queue, Task)
        .join(Task, Task.kind == TaskKindRow.kind)
        .where(of_states(WAITING_STATES))
        .where(tuple_(TaskKindRow.queue, Task.run_at).in_(due_times))
        .distinct(TaskKindRow.queue)
        .order_by(TaskKindRow.queue, Task.id)
    )
    return dict(result.tuples().all())
