"""Commands about queues: `foyer queues`, `foyer pause-queue`, `foyer resume-queue`."""

import asyncio
from collections.abc import Callable

from sqlalchemy.orm import Session

from foyer import payloads
from foyer.accounts.audit import COMMAND_LINE, log_event
from foyer.db.engines import async_session
from foyer.models import AuditEvent
from foyer.task_engine import pauses
from foyer.task_engine.history import queues
from foyer.task_engine.history.queues import Queue
from foyer.task_engine.payload import queue_by_kind

__all__ = ["payloads"]  # declares the kinds, and so the queues


def print_queues() -> None:
    """Print each queue with its consumers and its waiting tasks."""
    queues_now = asyncio.run(_read_queues())
    print(f"{'queue':<20} {'processes':>9} {'waiting':>9}  state")
    for queue in queues_now:
        print(f"{queue.name:<20} {queue.processes:>9} {queue.waiting:>9}  {_state(queue)}")


def pause_queue(queue: str) -> None:
    """Pause a queue.

    Raises:
        QueueNotFoundError: there is no such queue.
    """
    is_new = asyncio.run(_change(queue, pauses.pause, AuditEvent.QUEUE_PAUSED))
    print(f"{queue} is paused." if is_new else f"{queue} was paused already.")


def resume_queue(queue: str) -> None:
    """Resume a queue.

    Raises:
        QueueNotFoundError: there is no such queue.
    """
    is_new = asyncio.run(_change(queue, pauses.resume, AuditEvent.QUEUE_RESUMED))
    print(f"{queue} goes on." if is_new else f"{queue} was not paused.")


async def _read_queues() -> list[Queue]:
    async with async_session() as session:
        return await queues.queues(session, queue_by_kind().values())


async def _change(queue: str, change: Callable[[Session, str], bool], event: AuditEvent) -> bool:
    async with async_session() as session:
        await queues.require_queue(session, queue)
        is_changed = await session.run_sync(change, queue)
        if is_changed:
            log_event(session, event, COMMAND_LINE, details={"queue": queue})
        await session.commit()
    return is_changed


def _state(queue: Queue) -> str:
    if queue.paused_at:
        return f"paused since {queue.paused_at.astimezone():%Y-%m-%d %H:%M %Z}"
    return "open" if queue.processes else "no worker consumes it"
