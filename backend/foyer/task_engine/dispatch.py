"""Dispatch: publish tasks right after the response, or the commit, that accepted them.

The queues in the broker stay shallow. When a queue is full enough, its tasks wait in PostgreSQL,
where the dispatcher takes them by priority.
"""

import time
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import anyio.to_thread
import structlog
from anyio import Lock
from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import event
from sqlalchemy.orm import Session

from foyer.db.engines import transaction
from foyer.task_engine import broker, budgets, outbox, record, workers
from foyer.task_engine.broker import Broker
from foyer.task_engine.outbox import DueTask
from foyer.task_engine.workers import Consumers

log = structlog.stdlib.get_logger(__name__)

BATCH = 50  # rows locked at once; a claim may wait for such a lock, about 20 ms at most
DEPTH = 2  # messages in the broker for each process of the workers


def dispatch(ids: Sequence[UUID]) -> int:
    """Publish these tasks, as far as workers will soon take them; return how many were published.

    Of many tasks, it takes the first ones, and wakes the dispatcher for the others.
    The rows stay locked until they are marked, so that two processes never publish the same one.
    If this process dies in between, the rows stay unmarked, and the dispatcher publishes them.

    Raises:
        Exception: the broker or the database is unavailable; no task is marked.
    """
    with transaction() as session:
        outbox.commit_without_disk(session)
        due = outbox.lock_due(session, ids[:BATCH])
        consumers = workers.open_consumers(session)
        if not due or not consumers:
            return 0
        with broker.connect() as connection:
            state = connection.inspect({task.queue for task in due})
            fitting = _fitting(due, consumers, state.depths)
            publish(session, connection, fitting, state.generation)
    if len(fitting) < len(due) or len(ids) > BATCH:
        outbox.wake_dispatcher()
    return len(fitting)


def _fitting(
    due: Sequence[DueTask], consumers: dict[str, Consumers], depths: dict[str, int]
) -> list[DueTask]:
    """Return the tasks for which a worker will soon have a free process.

    Tasks with a limit are left to the dispatcher, which counts them.
    """
    fitting = []
    limited_kinds = budgets.limits_of({task.kind for task in due})
    filled = Counter(depths)
    for task in due:
        workers_of_queue = consumers.get(task.queue, Consumers())
        has_room = filled[task.queue] < DEPTH * workers_of_queue.slots
        if has_room and task.kind in workers_of_queue.kinds - limited_kinds.keys():
            fitting.append(task)
            filled[task.queue] += 1
    return fitting


def publish(
    session: Session, connection: Broker, tasks: Sequence[DueTask], generation: str
) -> None:
    """Mark the tasks as published, and publish them in this order.

    A worker that gets a message before the transaction is committed waits for the row. So the
    messages are sent last.

    Raises:
        Exception: the broker refused a message. It may have accepted others; when the transaction
            is rolled back, no worker can claim their tasks.
    """
    outbox.mark_published(session, [task.id for task in tasks], generation)
    connection.publish((task.id, task.kind, task.queue) for task in tasks)
    for task in tasks:
        log.info("published", task=str(task.id), kind=task.kind, queue=task.queue)


class QuietDispatch:
    """Dispatches without errors: the tasks are committed, and so accepted.

    After a failure, the dispatcher does the work for a moment.
    """

    PAUSE = 2.0  # seconds

    def __init__(self) -> None:
        self._paused_until = 0.0

    def __call__(self, ids: Sequence[UUID]) -> None:
        if not ids or time.monotonic() < self._paused_until:
            return
        try:
            dispatch(ids)
        except SoftTimeLimitExceeded:  # of the task function that enqueued them
            raise
        except Exception as error:  # noqa: BLE001 - kombu, redis, sockets, the database: all alike
            self._paused_until = time.monotonic() + self.PAUSE
            log.warning("dispatch_left_to_dispatcher", tasks=len(ids), reason=repr(error))


quiet_dispatch = QuietDispatch()
"""The one of this process, for task functions."""


class AfterResponse:
    """Dispatches the tasks of a request after its response was sent.

    Only one dispatch runs at a time, for all requests: a frozen broker blocks one thread, and the
    other threads stay free for sign-ups.
    """

    def __init__(self) -> None:
        self._lock, self._dispatch = Lock(), QuietDispatch()

    async def __call__(self, ids: Sequence[UUID]) -> None:
        async with self._lock:
            await anyio.to_thread.run_sync(self._dispatch, ids)


def dispatch_after_commit() -> None:
    """Dispatch the tasks of each transaction of this process when it is committed."""
    if not event.contains(Session, "after_commit", _dispatch_enqueued):
        event.listen(Session, "after_commit", _dispatch_enqueued)


def _dispatch_enqueued(session: Session) -> None:
    if not session.in_nested_transaction():  # the end of a savepoint is no commit
        quiet_dispatch(record.pop_enqueued(session))
