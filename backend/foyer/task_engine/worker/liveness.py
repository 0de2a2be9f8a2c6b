"""Liveness: does each worker still consume?

A worker can be up, connected and deaf: after a broker's restart Celery's consumer sometimes never
comes back (celery #8091, #8030, #10205). Asking its process proves nothing. So each worker gets a
question through the broker, in a queue of its own, and a child of its pool answers in the database.
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
from foyer.task_engine.celery_app import ANSWER, app
from foyer.task_engine.models import Task, TaskState, Worker

log = structlog.stdlib.get_logger(__name__)

FORGET_AFTER = timedelta(days=1)  # a worker that has been silent so long is gone, not ill


def queue_of(worker: str) -> str:
    return f"worker.{worker}"


def introduce(worker: str) -> None:
    """Note that a worker starts."""
    row = postgresql.insert(Worker).values(name=worker)
    fresh = {"started_at": func.now(), "seen_at": func.now(), "asked_at": None}
    with transaction() as session:
        session.execute(row.on_conflict_do_update(index_elements=["name"], set_=fresh))


def ask_workers() -> None:
    """Ask each worker that was not asked lately; one question waits in a queue at the most."""
    due = func.now() - get_settings().liveness_interval
    with transaction() as session:
        session.execute(delete(Worker).where(Worker.seen_at < func.now() - FORGET_AFTER))
        asked = session.scalars(
            update(Worker)
            .where(or_(Worker.asked_at.is_(None), Worker.asked_at < due))
            .values(asked_at=func.now())
            .returning(Worker.name)
        ).all()
    if not asked:
        return
    with broker.connect() as connection:
        for queue in connection.idle(map(queue_of, asked)):
            connection.publish_control(ANSWER, queue)


@app.task(name=ANSWER, bind=True)
def answer(message: Any) -> None:
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
    """Each worker, and what it runs by what the rows say."""
    started = select(Task).where(Task.state == TaskState.STARTED).order_by(Task.started_at)
    running: defaultdict[str | None, list[Task]] = defaultdict(list)
    for task in await session.scalars(started):
        running[task.worker].append(task)
    limit = func.now() - get_settings().liveness_limit
    found = await session.execute(select(Worker, Worker.seen_at < limit).order_by(Worker.name))
    return [
        WorkerOverview(row.name, row.started_at, row.seen_at, silent, running[row.name])
        for row, silent in found
    ]


async def silent_workers(session: AsyncSession) -> list[str] | None:
    """The workers that do not consume; None when there is no worker at all."""
    rows = (await session.execute(select(Worker.name, Worker.seen_at, func.now()))).all()
    limit = get_settings().liveness_limit
    ages = {name: now - seen_at for name, seen_at, now in rows}
    silent = [
        f"{name}: silent for {age.total_seconds():.0f} s"
        for name, age in ages.items()
        if age > limit
    ]
    return silent if rows else None
