"""The outbox: which waiting tasks must be published, and which were published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from foyer.task_engine.models import WAITING_STATES, Task, TaskKindRow


@dataclass(frozen=True, slots=True)
class DueTask:
    """A task to publish."""

    id: UUID
    kind: str
    queue: str


def lock_due(session: Session, ids: Sequence[UUID] | None, limit: int) -> list[DueTask]:
    """Lock due and unpublished tasks, oldest first; skip those that another dispatcher locked."""
    query = (
        select(Task.id, Task.kind, TaskKindRow.queue)
        .join(TaskKindRow, TaskKindRow.kind == Task.kind)
        .where(
            Task.state.in_(WAITING_STATES), Task.published_at.is_(None), Task.run_at <= func.now()
        )
        .order_by(Task.run_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Task)
    )
    if ids is not None:
        query = query.where(Task.id.in_(ids))
    return [DueTask(*columns) for columns in session.execute(query)]


def mark_published(session: Session, ids: Sequence[UUID], generation: str) -> None:
    session.execute(
        update(Task)
        .where(Task.id.in_(ids))
        .values(published_at=func.clock_timestamp(), published_to=generation)
    )


def unmark_lost(
    session: Session, *, generation: str, idle_queues: Sequence[str], lost_after: timedelta
) -> int:
    """Mark the messages that the broker lost as unpublished; return how many.

    A message is lost in two cases: it was published to another generation of the broker (which was
    emptied since then), or it was not claimed for `lost_after` although its queue is empty.
    Messages that wait in a long queue are not lost.
    """
    idle_kinds = select(TaskKindRow.kind).where(TaskKindRow.queue.in_(idle_queues))
    is_unclaimed = Task.kind.in_(idle_kinds) & (Task.published_at < func.now() - lost_after)
    result = session.execute(
        update(Task)
        .where(Task.state.in_(WAITING_STATES), Task.published_at.is_not(None))
        .where((Task.published_to != generation) | is_unclaimed)
        .values(published_at=None, published_to=None)
    )
    return cast(CursorResult[Any], result).rowcount


async def registered_queues(session: AsyncSession) -> set[str]:
    """Return the queues of all kinds that workers have registered."""
    return set(await session.scalars(select(TaskKindRow.queue).distinct()))


def register_kinds(session: Session, queues: dict[str, str]) -> None:
    """Store the kinds that the workers know and the queue of each; dispatch reads the queue."""
    for kind, queue in queues.items():
        statement = postgresql.insert(TaskKindRow).values(kind=kind, queue=queue)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["kind"], set_={"queue": queue, "registered_at": func.now()}
            )
        )
