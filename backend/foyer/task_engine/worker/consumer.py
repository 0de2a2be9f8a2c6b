"""The worker's consumer: Celery's, but with fewer messages to Flower."""

import time
from typing import Any

from celery.worker.consumer import Consumer

EVENTS_DELAY = 0.2  # seconds; Flower's pages refresh less often


class BatchedEventsConsumer(Consumer):
    """Sends the events of tasks to Flower in batches.

    Celery sends them in each turn of its event loop, several for each task. Under load that was
    nearly half of the main process's work.
    """

    hub: Any
    _flush_events: Any
    _next_flush = 0.0

    def on_send_event_buffered(self) -> None:  # type: ignore[override]
        now = time.monotonic()
        # A time and not a flag: after a reconnect, the hub forgets its scheduled calls.
        if self.hub and now >= self._next_flush:
            self._next_flush = now + EVENTS_DELAY
            self.hub.call_later(EVENTS_DELAY, self._flush_events)
