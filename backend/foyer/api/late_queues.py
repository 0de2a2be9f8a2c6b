"""Back-pressure: while a queue is late, requests that would add to it are refused."""

import math
import time
from datetime import timedelta
from http import HTTPStatus

import structlog

from foyer.api.metrics import count_refused
from foyer.db.engines import async_session
from foyer.errors import FoyerError
from foyer.task_engine.lateness import lateness
from foyer.task_engine.limit import Limit
from foyer.task_engine.payload import Payload

log = structlog.stdlib.get_logger(__name__)

MAX_AGE = 1.0  # seconds; each process reads each queue no more often
RETRY_AFTER = 60  # seconds


class QueueLateError(FoyerError):
    """There is a lot going on at the moment. Please try again in a few minutes."""

    code = "queue_late"
    status = HTTPStatus.SERVICE_UNAVAILABLE

    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(RETRY_AFTER)}


class LateQueues:
    """Refuses requests for more tasks while the queue is later than a limit; None is no limit."""

    def __init__(self, wait_limit: timedelta | None) -> None:
        self._wait_limit = wait_limit
        # By the queue and the limit of kinds, which decides what their tasks wait behind.
        self._lateness: dict[tuple[str, Limit | None], timedelta] = {}
        self._read_at: dict[tuple[str, Limit | None], float] = {}  # in monotonic time

    async def require_prompt(self, *payloads: type[Payload]) -> None:
        """Check the queues of these kinds.

        Raises:
            QueueLateError: a new task in one of them would wait for longer than the limit.
        """
        if self._wait_limit is None:
            return
        declarations = (payload.__declaration__ for payload in payloads)
        for queue, limit in {(kind.queue, kind.limit) for kind in declarations}:
            if await self._read(queue, limit) > self._wait_limit:
                log.warning("queue_late", queue=queue)
                count_refused()
                raise QueueLateError

    async def _read(self, queue: str, limit: Limit | None) -> timedelta:
        key, now = (queue, limit), time.monotonic()
        if now - self._read_at.get(key, -math.inf) >= MAX_AGE:
            self._read_at[key] = now  # before the query: other requests use the previous value
            async with async_session() as session:
                self._lateness[key] = await lateness(session, queue, limit)
        return self._lateness.get(key, timedelta(0))
