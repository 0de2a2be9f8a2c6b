"""Publication: which waiting rows the broker has to hear of, and which it has heard of.

With tasks/record.py the only writer of the table; it writes nothing but where a row was published.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from foyer.task_engine.models import WAITING_STATES, Task, TaskKindRow


@dataclass(frozen=True, slots=True)
class Due:
    """A task to publish."""

    id: UUID
    kind: str
    queue: str


def take_due(session: Session, ids: Sequence[UUID] | None, limit: int) -> list[Due]:
    """Lock what is due and unpublished, oldest first; what another dispatcher holds is skipped."""
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
    return [Due(*row) for row in session.execute(query)]


def mark_published(session: Session, ids: Sequence[UUID], generation: str) -> None:
    session.execute(
        update(Task)
        .where(Task.id.in_(ids))
        .values(published_at=func.clock_timestamp(), published_to=generation)
    )


def forget_lost(
    session: Session, *, generation: str, idle_queues: Sequence[str], lost_after: timedelta
) -> int:
    """Make publishable again what the broker lost, and only that; return how many.

    Lost is what was published to another generation of the broker (it has been emptied since), or
    what nobody took for a while although its queue is empty. A backlog that waits in the
    broker is neither.
    """
    kinds = select(TaskKindRow.kind).where(TaskKindRow.queue.in_(idle_queues))
    stale = Task.kind.in_(kinds) & (Task.published_at < func.now() - lost_after)
    lost = session.execute(
        update(Task)
        .where(Task.state.in_(WAITING_STATES), Task.published_at.is_not(None))
        .where((Task.published_to != generation) | stale)
        .values(published_at=None, published_to=None)
    )
    return cast(CursorResult[Any], lost).rowcount


def register_kinds(session: Session, queues: dict[str, str]) -> None:
    """Say which kinds there are and in which queue each waits; dispatch reads it."""
    for kind, queue in queues.items():
        statement = postgresql.insert(TaskKindRow).values(kind=kind, queue=queue)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["kind"], set_={"queue": queue, "registered_at": func.now()}
            )
        )
