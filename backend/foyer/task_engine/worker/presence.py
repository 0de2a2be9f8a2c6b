"""The presence of a worker: its registration, its heartbeat, and its end.

A thread in the worker's main process stores which queues are really consumed and how many processes
of the pool are busy. It also ends a worker that is deaf: that runs, is idle, and does not consume.
"""

import os
import signal
import threading
import time
from typing import Any
from uuid import uuid4

import structlog
from celery.worker import state

from foyer.db.engines import transaction
from foyer.settings import get_settings
from foyer.task_engine import broker, outbox, workers
from foyer.task_engine.kinds import kinds
from foyer.task_engine.worker.liveness import queue_of
from foyer.task_engine.workers import Pings, Registration

log = structlog.stdlib.get_logger(__name__)

GRACE = 10.0  # seconds for the end of a deaf worker without running tasks


class Presence:
    """This worker, as the other processes see it."""

    def __init__(self, name: str) -> None:
        self._id, self._name = uuid4(), name
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat_forever, name="presence", daemon=True)
        self._consumer: Any = None
        self._deaf_since: float | None = None

    @property
    def queue(self) -> str:
        """The queue of this worker's pings."""
        return queue_of(self._id)

    def start(self, consumer: Any) -> None:
        """Register the worker, which consumes from now on, and renew its row."""
        self._consumer = consumer
        self._thread.start()

    def leave(self) -> None:
        """Delete this worker's row and its queue. It is called when the pool has ended."""
        if self._consumer is None:
            return  # it did not start
        self._stopped.set()
        self._thread.join(workers.HEARTBEAT)
        try:
            with transaction() as session:
                workers.leave(session, self._id)
            with broker.connect() as connection:
                connection.delete(self.queue)
        except Exception as error:  # noqa: BLE001 - the dispatcher deletes both later
            log.warning("worker_could_not_leave", reason=repr(error))

    def _beat_forever(self) -> None:
        previous = time.monotonic()
        while True:
            now = time.monotonic()
            if now - previous > 3 * workers.HEARTBEAT:
                self._deaf_since = None  # this process was frozen itself
            previous = now
            try:
                pings = self._store()
            except Exception as error:  # noqa: BLE001 - the next heartbeat may succeed
                self._deaf_since = None
                log.warning("worker_heartbeat_missed", reason=repr(error))
            else:
                self._end_if_deaf(pings, now)
            if self._stopped.wait(workers.HEARTBEAT):
                return

    def _store(self) -> Pings:
        slots = self._consumer.pool.num_processes
        worker = Registration(self._id, self._name, self._queues(), kinds, slots, self._busy())
        with transaction() as session:
            pings, is_new = workers.store(session, worker)
        if is_new:
            outbox.wake_dispatcher()
        return pings

    def _queues(self) -> list[str]:
        """Return the queues that the consumer reads now, without that of the pings."""
        task_consumer = self._consumer.task_consumer
        names = [queue.name for queue in task_consumer.queues] if task_consumer else []
        return [name for name in names if name != self.queue]

    def _busy(self) -> int:
        return len(state.active_requests)

    def _end_if_deaf(self, pings: Pings, now: float) -> None:
        """End this worker if it was idle and answered no ping for too long.

        A worker that is being stopped consumes no more messages, but may have tasks to finish.
        """
        is_full = self._busy() >= self._consumer.pool.num_processes
        if not pings.is_unanswered or is_full or state.should_stop is not None:
            self._deaf_since = None
            return
        self._deaf_since = self._deaf_since or now
        silence = now - self._deaf_since
        if silence > get_settings().liveness_limit.total_seconds():
            log.error("worker_is_deaf", silent_for=round(silence))
            self._end()

    def _end(self) -> None:
        """Stop as for a deployment: running tasks finish. The supervisor starts the worker again.

        A main process that is stuck does not react to the signal. It ends when no task runs.
        """
        os.kill(os.getpid(), signal.SIGTERM)
        if self._stopped.wait(GRACE):
            return
        longest = max((kind.hard_time_limit for kind in kinds.values()), default=0.0)
        deadline = time.monotonic() + longest + GRACE
        while self._busy() and time.monotonic() < deadline:
            if self._stopped.wait(1):
                return
        os._exit(1)
