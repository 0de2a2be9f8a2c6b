"""The worker's consumer: Celery's own, with less haste in telling Flower."""

import time
from typing import Any

from celery.worker.consumer import Consumer

EVENTS_DELAY = 0.2  # seconds; Flower's pages are refreshed more rarely


class UnhurriedConsumer(Consumer):
    """Sends the events of tasks in batches.

    Celery publishes them at each turn of its loop, some for each task: under load that was nearly
    half of the main process's work.
    """

    hub: Any
    _flush_events: Any
    _next_flush = 0.0

    def on_send_event_buffered(self) -> None:  # type: ignore[override]
        now = time.monotonic()
        # By the clock, not by a flag: a new connection forgets what the hub had to do.
        if self.hub and now >= self._next_flush:
            self._next_flush = now + EVENTS_DELAY
            self.hub.call_later(EVENTS_DELAY, self._flush_events)
