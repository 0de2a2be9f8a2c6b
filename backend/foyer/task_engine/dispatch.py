"""Dispatch: publish what is due. The request does it after its answer; the sweep for all others."""

import time
from collections.abc import Sequence
from uuid import UUID

import anyio.to_thread
import structlog
from anyio import Lock

from foyer.db.engines import transaction
from foyer.task_engine import broker, outbox

log = structlog.stdlib.get_logger(__name__)

BATCH = 50  # rows locked at once; a claim may wait for the lock, some 20 ms at most


def dispatch(ids: Sequence[UUID] | None = None) -> int:
    """Publish up to a batch of what is due, of these ids or of all; return how many it was.

    The rows stay locked until they are marked, so that no two dispatchers publish the same one.
    Whoever dies in between leaves them unmarked, and the next sweep publishes them.

    Raises:
        Exception: when the broker took none of them. What it took before it failed is marked.
    """
    with transaction() as session:
        due = outbox.take_due(session, ids, BATCH)
        if not due:
            return 0
        with broker.connect() as connection:
            generation = connection.generation()
            published = _publish(connection, due)
        outbox.mark_published(session, published, generation)
    return len(published)


def _publish(connection: broker.Broker, due: Sequence[outbox.Due]) -> list[UUID]:
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
    """Dispatches for the API, once the answer is sent.

    One at a time, however many requests: a frozen broker holds up one thread, not the pool of them
    that the sign-ups need. After a failure it leaves everything to the sweep for a moment.
    """

    PAUSE = 2.0  # seconds

    def __init__(self) -> None:
        self._turn = Lock()
        self._paused_until = 0.0

    async def __call__(self, ids: Sequence[UUID]) -> None:
        """Never raises: what was committed is accepted, whatever happens here."""
        async with self._turn:
            if time.monotonic() < self._paused_until:
                return
            try:
                await anyio.to_thread.run_sync(dispatch, ids)
            except Exception as error:  # noqa: BLE001 - kombu, redis, sockets, the database: all the same
                self._paused_until = time.monotonic() + self.PAUSE
                log.warning("dispatch_left_to_sweep", tasks=len(ids), reason=repr(error))
