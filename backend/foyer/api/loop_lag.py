"""How late the event loop of this process runs what is due, in total."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

INTERVAL = 0.05  # seconds; the loop of an idle process wakes up so often


class LoopLag:
    """Adds up by how much the loop was late for a timer that is always set."""

    def __init__(self) -> None:
        # The sum until the timer was set, and when it is due, in monotonic time. A tuple, because
        # a scrape reads it in another thread.
        self._state = (0.0, math.inf)

    @property
    def seconds(self) -> float:
        """The sum so far, with the time by which the timer is late now."""
        total, due = self._state
        return total + max(time.monotonic() - due, 0.0)

    @asynccontextmanager
    async def measuring(self) -> AsyncIterator[None]:
        """Measure the running loop while the block runs."""
        timer = asyncio.create_task(self._measure())
        try:
            yield
        finally:
            timer.cancel()
            self._state = (self.seconds, math.inf)

    async def _measure(self) -> None:
        while True:
            self._state = (self.seconds, time.monotonic() + INTERVAL)
            await asyncio.sleep(INTERVAL)


loop_lag = LoopLag()
"""The one of this process."""
