"""Dispatch: publish the tasks of a request right after its response.

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

from foyer.db.engines import transaction
from foyer.task_engine import broker, outbox, workers
from foyer.task_engine.broker import Broker
from foyer.task_engine.outbox import DueTask
from foyer.task_engine.workers import Consumers

log = structlog.stdlib.get_logger(__name__)

BATCH = 50  # rows locked at once; a claim may wait for such a lock, about 20 ms at most
DEPTH = 2  # messages in the broker for each process of the workers


def dispatch(ids: Sequence[UUID]) -> int:
    """Publish these tasks, as far as workers will soon take them; return how many were published.

    The rows stay locked until they are marked, so that two processes never publish the same one.
    If this process dies in between, the rows stay unmarked, and the dispatcher publishes them.

    Raises:
        Exception: the broker accepted no task. If it accepted some, those are marked.
    """
    with transaction() as session:
        due = outbox.lock_due(session, ids)
        consumers = workers.consumers(session)
        if not due or not consumers:
            return 0
        with broker.connect() as connection:
            state = connection.inspect({task.queue for task in due})
            published = publish(connection, _fitting(due, consumers, state.depths))
        outbox.mark_published(session, published, state.generation)
        if len(published) < len(due):
            outbox.wake_dispatcher(session)
    return len(published)


def _fitting(
    due: Sequence[DueTask], consumers: dict[str, Consumers], depths: dict[str, int]
) -> list[DueTask]:
    """Return the tasks for which a worker will soon have a free process."""
    fitting = []
    filled = Counter(depths)
    for task in due:
        workers_of_queue = consumers.get(task.queue, Consumers())
        has_room = filled[task.queue] < DEPTH * workers_of_queue.slots
        if has_room and task.kind in workers_of_queue.kinds:
            fitting.append(task)
            filled[task.queue] += 1
    return fitting


def publish(connection: Broker, due: Sequence[DueTask]) -> list[UUID]:
    """Publish the tasks in this order; return those that the broker accepted.

    Raises:
        Exception: it accepted none.
    """
    published: list[UUID] = []
    for task in due:
        try:
            connection.publish(task.id, task.kind, task.queue)
        except Exception:
            if not published:
                raise
            log.warning("publish_interrupted", exc_info=True)
            break
        published.append(task.id)
        log.info("published", task=str(task.id), kind=task.kind, queue=task.queue)
    return published


class AfterResponse:
    """Dispatches the tasks of a request after its response was sent.

    Only one dispatch runs at a time, for all requests: a frozen broker blocks one thread, and the
    other threads stay free for sign-ups. After a failure, the dispatcher does the work for a
    moment.
    """

    PAUSE = 2.0  # seconds

    def __init__(self) -> None:
        self._lock = Lock()
        self._paused_until = 0.0

    async def __call__(self, ids: Sequence[UUID]) -> None:
        """Dispatch these tasks. It never raises: the tasks are committed, and so accepted."""
        async with self._lock:
            if time.monotonic() < self._paused_until:
                return
            try:
                await anyio.to_thread.run_sync(dispatch, ids)
            except Exception as error:  # noqa: BLE001 - kombu, redis, sockets, the database: all alike
                self._paused_until = time.monotonic() + self.PAUSE
                log.warning("dispatch_left_to_dispatcher", tasks=len(ids), reason=repr(error))
