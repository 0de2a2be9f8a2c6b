"""The queues and their waiting tasks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.task_engine.history.task_filter import of_states
from foyer.task_engine.models import WAITING_STATES, Task, TaskKindRow


@dataclass(frozen=True, slots=True)
class Queue:
    name: str
    waiting: int
    oldest_due_at: datetime | None


async def queues(session: AsyncSession) -> list[Queue]:
    """Return all queues. The partial indexes of waiting tasks make this cheap."""
    result = await session.execute(
        select(TaskKindRow.queue, func.count(Task.id), func.min(Task.run_at))
        .outerjoin(Task, and_(Task.kind == TaskKindRow.kind, of_states(WAITING_STATES)))
        .group_by(TaskKindRow.queue)
        .order_by(TaskKindRow.queue)
    )
    return [Queue(*columns) for columns in result]
