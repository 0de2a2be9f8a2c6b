"""Which queues may take another slot of a worker: no queue keeps all of them for long.

A slot is a process of the worker's pool. While nothing of a queue runs on a worker, the last free
slot there is for that queue. Another queue may take it only while its tasks are quick: then the
slot is free again in a moment.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, field

QUICK = 2.0  # seconds; tasks that end faster may use all slots
PING_PREFIX = "worker."  # of the queues of pings, which no task waits in


@dataclass(slots=True)
class SlotShares:
    """The messages that a worker took and did not acknowledge yet. Times are monotonic."""

    _started: dict[str, tuple[str, float]] = field(default_factory=dict)
    _quick_end: dict[str, float] = field(default_factory=dict)

    def start(self, tag: str, queue: str, now: float) -> None:
        """Note that a message was taken from this queue."""
        self._started[tag] = queue, now

    def end(self, tag: str, now: float) -> None:
        """Note that the message was acknowledged, which ends its task."""
        queue, started = self._started.pop(tag, (None, now))
        if queue is None:
            return
        if now - started < QUICK:
            self._quick_end[queue] = now
        else:
            self._quick_end.pop(queue, None)

    def closed(self, queues: Collection[str], slots: int, now: float) -> set[str]:
        """Return those of these queues from which the worker must take nothing now."""
        if slots - len(self._started) != 1:
            return set()
        task_queues = {queue for queue in queues if not queue.startswith(PING_PREFIX)}
        running = {queue for queue, _ in self._started.values()}
        if task_queues <= running:  # the next end of each queue's task is its turn
            return set()
        return {queue for queue in running & task_queues if not self._is_quick(queue, now)}

    def _is_quick(self, queue: str, now: float) -> bool:
        """Return whether its latest end was a quick one a moment ago, and no task runs longer."""
        if now - self._quick_end.get(queue, -math.inf) >= QUICK:
            return False
        return all(
            now - started < QUICK for name, started in self._started.values() if name == queue
        )
