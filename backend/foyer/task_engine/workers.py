"""The registered workers: which queues and kinds each one consumes.

A worker registers when it starts, renews its row with a heartbeat and deletes it when it stops. The
row of a killed worker stays for a while, so that the health check can report it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session, aliased

from foyer.task_engine.models import PausedQueue, Worker

HEARTBEAT = 3.0  # seconds
# A worker whose latest heartbeat is older gets no more messages.
ALIVE_WITHIN = timedelta(seconds=15)
# The row of a killed worker stays for this time if a worker of the same name runs again, so that
# a crash loop is seen; and for this time if not.
FORGET_REPLACED_AFTER = timedelta(minutes=10)
FORGET_AFTER = timedelta(days=1)

IS_ALIVE: ColumnElement[bool] = Worker.heartbeat_at > func.now() - ALIVE_WITHIN


@dataclass(slots=True)
class Consumers:
    """The kinds and processes that the workers of one queue have.

    Attributes:
        slots: tasks that they run at once.
        kinds: that at least one of them knows.
        is_paused: whether nothing must be published to the queue.
    """

    slots: int = 0
    kinds: set[str] = field(default_factory=set)
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class Registration:
    """The data that a worker stores about itself."""

    id: UUID
    name: str
    queues: Collection[str]
    kinds: Collection[str]
    slots: int
    busy: int = 0


@dataclass(frozen=True, slots=True)
class Pings:
    """The time of the oldest ping that the worker did not answer, and of its latest answer."""

    asked_at: datetime | None
    answered_at: datetime

    @property
    def is_unanswered(self) -> bool:
        return self.asked_at is not None and self.asked_at > self.answered_at


def store(session: Session, worker: Registration) -> tuple[Pings, bool]:
    """Register a worker, or renew its row; return its pings, and whether it is new."""
    values: dict[str, Any] = {
        "queues": sorted(worker.queues),
        "slots": worker.slots,
        "busy": worker.busy,
        "heartbeat_at": func.now(),
    }
    insert = postgresql.insert(Worker).values(
        id=worker.id, name=worker.name, kinds=sorted(worker.kinds), **values
    )
    statement = insert.on_conflict_do_update(index_elements=["id"], set_=values)
    is_new = Worker.started_at == func.now()
    columns = (Worker.asked_at, Worker.answered_at, is_new)
    asked_at, answered_at, new = session.execute(statement.returning(*columns)).one()
    return Pings(asked_at, answered_at), new


def leave(session: Session, worker_id: UUID) -> None:
    session.execute(delete(Worker).where(Worker.id == worker_id))


def consumers(session: Session) -> dict[str, Consumers]:
    """Return the kinds and processes of the running workers, by queue."""
    by_queue: dict[str, Consumers] = {}
    paused = select(func.array_agg(PausedQueue.queue)).scalar_subquery()
    query = select(Worker.queues, Worker.kinds, Worker.slots, paused).where(IS_ALIVE)
    for queues, kinds, slots, paused_queues in session.execute(query):
        for queue in queues:
            is_paused = queue in (paused_queues or ())
            entry = by_queue.setdefault(queue, Consumers(is_paused=is_paused))
            entry.slots += slots
            entry.kinds.update(kinds)
    return by_queue


def open_consumers(session: Session) -> dict[str, Consumers]:
    """Return the consumers of the queues that are not paused."""
    return {
        queue: queue_consumers
        for queue, queue_consumers in consumers(session).items()
        if not queue_consumers.is_paused
    }


def mark_asked(session: Session, ids: Collection[UUID], asked_at: datetime) -> None:
    """Store that these workers got a ping. The time of an older unanswered ping stays."""
    is_answered = Worker.asked_at.is_(None) | (Worker.asked_at <= Worker.answered_at)
    session.execute(update(Worker).where(Worker.id.in_(ids), is_answered).values(asked_at=asked_at))


def withdraw_pings(session: Session) -> None:
    """Forget all unanswered pings: no worker could answer while the broker was away."""
    session.execute(update(Worker).where(Worker.asked_at.is_not(None)).values(asked_at=None))


def mark_answered(session: Session, worker_id: UUID) -> None:
    session.execute(
        update(Worker).where(Worker.id == worker_id).values(answered_at=func.clock_timestamp())
    )


def forget_ended(session: Session) -> list[UUID]:
    """Delete the rows of workers that ended long ago without leaving; return their ids."""
    newer = aliased(Worker)
    is_replaced = (
        select(newer.id)
        .where(newer.name == Worker.name, newer.started_at > Worker.started_at)
        .exists()
    )
    age = func.now() - Worker.heartbeat_at
    ended = (age > FORGET_AFTER) | and_(age > FORGET_REPLACED_AFTER, is_replaced)
    return list(session.scalars(delete(Worker).where(ended).returning(Worker.id)))
