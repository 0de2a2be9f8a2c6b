"""Liveness: whether each worker still consumes messages.

A worker can run and be connected without consuming: after a restart of the broker, Celery's
consumer sometimes never starts again (celery #8091, #8030, #10205). Its main process still answers,
so asking it proves nothing. Instead, each worker gets a ping through the broker, in a queue of its
own, and a process of its pool writes the pong into the database.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.db.engines import transaction
from foyer.settings import get_settings
from foyer.task_engine import broker
from foyer.task_engine.celery_app import PONG, app
from foyer.task_engine.models import Task, TaskState, Worker

log = structlog.stdlib.get_logger(__name__)

FORGET_AFTER = timedelta(days=1)  # a worker that is silent for so long was removed on purpose


def queue_of(worker: str) -> str:
    return f"worker.{worker}"


def register(worker: str) -> None:
    """Store that a worker starts."""
    insert = postgresql.insert(Worker).values(name=worker)
    values = {"started_at": func.now(), "seen_at": func.now(), "asked_at": None}
    with transaction() as session:
        session.execute(insert.on_conflict_do_update(index_elements=["name"], set_=values))


def ping_workers() -> None:
    """Ping each worker that got no ping lately. A queue holds one ping at most."""
    due = func.now() - get_settings().liveness_interval
    with transaction() as session:
        session.execute(delete(Worker).where(Worker.seen_at < func.now() - FORGET_AFTER))
        workers = session.scalars(
            update(Worker)
            .where(or_(Worker.asked_at.is_(None), Worker.asked_at < due))
            .values(asked_at=func.now())
            .returning(Worker.name)
        ).all()
    if not workers:
        return
    with broker.connect() as connection:
        for queue in connection.idle(map(queue_of, workers)):
            connection.publish_control(PONG, queue)


@app.task(name=PONG, bind=True)
def pong(message: Any) -> None:
    """Answer a ping: this worker consumed the message."""
    with transaction() as session:
        session.execute(
            update(Worker).where(Worker.name == message.request.hostname).values(seen_at=func.now())
        )


@dataclass(frozen=True, slots=True)
class WorkerOverview:
    name: str
    started_at: datetime
    seen_at: datetime
    silent: bool
    running: list[Task]


async def overview(session: AsyncSession) -> list[WorkerOverview]:
    """Return all workers with the tasks that they run according to the task rows."""
    started = select(Task).where(Task.state == TaskState.STARTED).order_by(Task.started_at)
    running: defaultdict[str | None, list[Task]] = defaultdict(list)
    for task in await session.scalars(started):
        running[task.worker].append(task)
    limit = func.now() - get_settings().liveness_limit
    workers = await session.execute(select(Worker, Worker.seen_at < limit).order_by(Worker.name))
    return [
        WorkerOverview(
            worker.name, worker.started_at, worker.seen_at, is_silent, running[worker.name]
        )
        for worker, is_silent in workers
    ]


async def silent_workers(session: AsyncSession) -> list[str] | None:
    """Return the workers that do not consume messages; None if there is no worker at all."""
    workers = (await session.execute(select(Worker.name, Worker.seen_at, func.now()))).all()
    limit = get_settings().liveness_limit
    ages = {name: now - seen_at for name, seen_at, now in workers}
    silent = [
        f"{name}: silent for {age.total_seconds():.0f} s"
        for name, age in ages.items()
        if age > limit
    ]
    return silent if workers else None
