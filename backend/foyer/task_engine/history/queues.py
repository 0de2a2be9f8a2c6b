"""The queues, their consumers and their waiting tasks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.errors import FoyerError
from foyer.task_engine.history.task_filter import of_states
from foyer.task_engine.models import WAITING_STATES, Task
from foyer.task_engine.pauses import paused_queues
from foyer.task_engine.payload import queue_by_kind
from foyer.task_engine.workers import Consumers, consumers


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue.

    Attributes:
        waiting: tasks, also those that are not due yet.
        processes: of the workers that consume it.
        oldest: the task that is due for the longest time.
        paused_at: since when it is paused; None if it is not.
    """

    name: str
    waiting: int
    processes: int
    oldest_due_at: datetime | None = None
    oldest: Task | None = None
    paused_at: datetime | None = None


class QueueNotFoundError(FoyerError):
    """There is no such queue."""

    code = "queue_not_found"
    status = HTTPStatus.NOT_FOUND


async def require_queue(session: AsyncSession, name: str) -> None:
    """Check that a kind declares this queue, or that it has consumers, waiting tasks or a pause.

    Raises:
        QueueNotFoundError: there is no such queue.
    """
    declared_queues = queue_by_kind().values()
    if name not in {queue.name for queue in await queues(session, declared_queues)}:
        raise QueueNotFoundError


async def queues(session: AsyncSession, names: Collection[str]) -> list[Queue]:
    """Return these queues, and all others that have consumers, waiting tasks or a pause."""
    waiting = await _waiting(session)
    oldest = await _oldest_tasks(session, waiting)
    by_queue = await session.run_sync(consumers)
    paused = await session.run_sync(paused_queues)
    return [
        Queue(
            name,
            waiting.get(name, (0, None))[0],
            by_queue.get(name, Consumers()).slots,
            waiting.get(name, (0, None))[1],
            oldest.get(name),
            paused.get(name),
        )
        for name in sorted({*names, *by_queue, *waiting, *paused} - {""})
    ]


_Waiting = dict[str, tuple[int, datetime]]


async def _waiting(session: AsyncSession) -> _Waiting:
    """The waiting tasks of each queue and the time of the oldest; partial indexes make it cheap."""
    result = await session.execute(
        select(Task.queue, func.count(Task.id), func.min(Task.run_at))
        .where(of_states(WAITING_STATES))
        .group_by(Task.queue)
    )
    return {queue: (count, oldest) for queue, count, oldest in result}


async def _oldest_tasks(session: AsyncSession, waiting: _Waiting) -> dict[str, Task]:
    """The oldest waiting task of each queue. Finding them by their time needs no sorting."""
    if not waiting:
        return {}
    due_times = [(queue, oldest) for queue, (_, oldest) in waiting.items()]
    result = await session.execute(
        select(Task.queue, Task)
        .where(of_states(WAITING_STATES))
        .where(tuple_(Task.queue, Task.run_at).in_(due_times))
        .ext(distinct_on(Task.queue))
        .order_by(Task.queue, Task.id)
    )
    return dict(result.all())
