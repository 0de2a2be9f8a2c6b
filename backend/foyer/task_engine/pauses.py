"""Pauses of queues. A paused queue publishes nothing; tasks that run already finish.

The dispatcher also takes back published tasks that are not claimed: it removes the mark of the
publication, without which no worker can claim a task. So the messages in the broker have no effect
any more. When the queue is resumed, its tasks are published again in their order.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from foyer.task_engine.models import PausedQueue


def pause(session: Session, queue: str) -> bool:
    """Pause a queue, until it is resumed; return False if it was paused already."""
    insert = postgresql.insert(PausedQueue).values(queue=queue)
    statement = insert.on_conflict_do_nothing().returning(PausedQueue.queue)
    return session.scalar(statement) is not None


def resume(session: Session, queue: str) -> bool:
    """Resume a queue; return False if it was not paused."""
    statement = delete(PausedQueue).where(PausedQueue.queue == queue)
    return session.scalar(statement.returning(PausedQueue.queue)) is not None


def paused_queues(session: Session) -> dict[str, datetime]:
    """Return the paused queues, and since when each one is paused."""
    query = select(PausedQueue.queue, PausedQueue.paused_at)
    return dict(session.execute(query).all())
