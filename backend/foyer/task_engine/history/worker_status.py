"""The state of the workers, the queues and the dispatcher, for administrators and health checks."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Interval, and_, case, func, not_, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from foyer.settings import get_settings
from foyer.task_engine.history.task_filter import of_states
from foyer.task_engine.models import WAITING_STATES, DispatcherRow, Task, TaskState, Worker
from foyer.task_engine.pauses import paused_queues
from foyer.task_engine.workers import FORGET_REPLACED_AFTER, IS_ALIVE, consumers

CRASH_LOOP = 3  # crashes of a worker within FORGET_REPLACED_AFTER
DISPATCHER_LIMIT = timedelta(seconds=30)  # the active one writes its row every 5 s


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """A worker with the tasks that it runs according to the task rows.

    Attributes:
        silent: whether it ended without deleting its row, or consumes no messages although it has
            a free process.
        silent_for: since its latest heartbeat, or since the ping that it did not answer.
        crashes: of workers of this name in the latest minutes.
    """

    name: str
    started_at: datetime
    seen_at: datetime
    queues: list[str]
    slots: int
    silent: bool
    silent_for: timedelta
    crashes: int
    running: list[Task]


async def workers(session: AsyncSession) -> list[WorkerStatus]:
    """Return all workers, without those that another worker of the same name has replaced."""
    running = await _running(session)
    crashes = Counter(await session.scalars(select(Worker.name).where(not_(IS_ALIVE))))
    newer = aliased(Worker)
    is_replaced = and_(
        not_(IS_ALIVE),
        select(newer.id)
        .where(newer.name == Worker.name, newer.started_at > Worker.started_at)
        .exists(),
    )
    is_silent, age = _silence()
    query = (
        select(Worker, is_silent, age)
        .where(not_(is_replaced))
        .order_by(Worker.name, Worker.started_at)
    )
    return [
        WorkerStatus(
            name=worker.name,
            started_at=worker.started_at,
            seen_at=worker.heartbeat_at,
            queues=worker.queues,
            slots=worker.slots,
            silent=silent,
            silent_for=silent_for,
            crashes=crashes[worker.name],
            running=running[worker.name],
        )
        for worker, silent, silent_for in await session.execute(query)
    ]


async def _running(session: AsyncSession) -> defaultdict[str | None, list[Task]]:
    started = select(Task).where(Task.state == TaskState.STARTED).order_by(Task.started_at)
    running: defaultdict[str | None, list[Task]] = defaultdict(list)
    for task in await session.scalars(started):
        running[task.worker].append(task)
    return running


def _silence() -> tuple[ColumnElement[bool], ColumnElement[timedelta]]:
    """Whether a worker is silent, and for how long. A busy one answers no ping in time."""
    is_deaf = and_(
        Worker.asked_at > Worker.answered_at,
        Worker.asked_at < func.now() - get_settings().liveness_limit,
        Worker.busy < Worker.slots,
    )
    since = case((IS_ALIVE, func.coalesce(Worker.asked_at, func.now())), else_=Worker.heartbeat_at)
    age = type_coerce(func.now() - since, Interval())
    return or_(not_(IS_ALIVE), func.coalesce(is_deaf, False)), age


async def worker_problems(session: AsyncSession) -> list[str]:
    """Return a sentence about each worker that does not work as it should."""
    statuses = await workers(session)
    if not statuses:
        return ["no worker runs"]
    silent = [
        f"{worker.name}: silent for {worker.silent_for.total_seconds():.0f} s"
        for worker in statuses
        if worker.silent
    ]
    minutes = FORGET_REPLACED_AFTER.total_seconds() // 60
    crashing = [
        f"{worker.name}: crashed {worker.crashes} times in {minutes:.0f} minutes"
        for worker in statuses
        if worker.crashes >= CRASH_LOOP
    ]
    return silent + crashing


async def queue_problems(session: AsyncSession, queues: Collection[str]) -> list[str]:
    """Return a sentence about each queue that is paused or that no worker consumes.

    Args:
        session: for queries.
        queues: those that should have a consumer.
    """
    paused = await session.run_sync(paused_queues)
    consumed = (await session.run_sync(consumers)).keys()
    problems = dict.fromkeys(set(queues) - consumed, "no worker consumes it") | {
        queue: f"paused since {since.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        for queue, since in paused.items()
    }
    return [await _with_waiting(session, queue, problems[queue]) for queue in sorted(problems)]


async def _with_waiting(session: AsyncSession, queue: str, problem: str) -> str:
    is_due = (Task.queue == queue, of_states(WAITING_STATES), Task.run_at <= func.now())
    age = type_coerce(func.now() - func.min(Task.run_at), Interval())
    count, oldest = (await session.execute(select(func.count(), age).where(*is_due))).one()
    if not count:
        return f"{queue}: {problem}"
    return f"{queue}: {problem}, {count} tasks wait, the oldest for {oldest.total_seconds():.0f} s"


async def dispatcher_problem(session: AsyncSession) -> str | None:
    """Return a sentence if no dispatcher is active."""
    age = await session.scalar(select(func.now() - DispatcherRow.active_at))
    if age is None:
        return "no dispatcher has ever been active"
    return (
        f"no dispatcher is active for {age.total_seconds():.0f} s"
        if age > DISPATCHER_LIMIT
        else None
    )
