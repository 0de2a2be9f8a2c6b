"""Dispatch: publish due tasks. The API does it after a response, the sweep for all other tasks."""

import time
from collections.abc import Sequence
from uuid import UUID

import anyio.to_thread
import structlog
from anyio import Lock

from foyer.db.engines import transaction
from foyer.task_engine import broker, outbox

log = structlog.stdlib.get_logger(__name__)

BATCH = 50  # rows locked at once; a claim may wait for such a lock, about 20 ms at most


def dispatch(ids: Sequence[UUID] | None = None) -> int:
    """Publish a batch of due tasks, of these ids or of all; return how many were published.

    The rows stay locked until they are marked, so that two dispatchers never publish the same one.
    If this process dies in between, the rows stay unmarked, and the next sweep publishes them.

    Raises:
        Exception: the broker accepted no task. If it accepted some, those are marked.
    """
    with transaction() as session:
        due = outbox.lock_due(session, ids, BATCH)
        if not due:
            return 0
        with broker.connect() as connection:
            generation = connection.generation()
            published = _publish(connection, due)
        outbox.mark_published(session, published, generation)
    return len(published)


def _publish(connection: broker.Broker, due: Sequence[outbox.DueTask]) -> list[UUID]:
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
    other threads stay free for sign-ups. After a failure, the sweep does the work for a moment.
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
                log.warning("dispatch_left_to_sweep", tasks=len(ids), reason=repr(error))
