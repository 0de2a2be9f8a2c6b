"""Keeps a started stack whole: what dies is started again, or everything is brought down."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable

from local.process import Process, ProcessFailedError
from local.stack import Stack

WINDOW = 60.0
"""Seconds over which deaths are counted."""
MOST_DEATHS = 5
"""Deaths of one process within the window that are answered with a new start."""
LOOK_EVERY = 0.2
"""Seconds between two looks."""
FIRST_PAUSE = 0.5
"""Seconds before the first new start; doubled with each death within the window."""


class Supervisor:
    """Watches the processes of one stack until it is told to stop."""

    def __init__(self, stack: Stack, say: Callable[[str], None], stop: threading.Event) -> None:
        self._stack = stack
        self._say = say
        self._stop = stop
        self._deaths: dict[str, list[float]] = defaultdict(list)

    def watch(self) -> None:
        """Start again what dies, until `stop` is set.

        Raises:
            ProcessFailedError: a process died too often; with the reason and its last lines.
        """
        while not self._stop.wait(LOOK_EVERY):
            for process in self._stack.processes():
                if process.wanted and not process.is_running:
                    self._revive(process)

    def _revive(self, process: Process) -> None:
        now = time.monotonic()
        deaths = [when for when in self._deaths[process.name] if now - when < WINDOW] + [now]
        self._deaths[process.name] = deaths
        if len(deaths) > MOST_DEATHS:
            raise ProcessFailedError(f"{len(deaths)} times within a minute: {process.epitaph()}")
        pause = FIRST_PAUSE * 2 ** (len(deaths) - 1)
        self._say(f"{process.ending()}; starting it again in {pause:.1f} s")
        if self._stop.wait(pause):
            return
        try:
            process.start()
        except ProcessFailedError as error:
            if process.is_running:
                raise ProcessFailedError(f"after a new start {error}") from error
            return  # it died again: counted at the next look
        self._say(f"{process.name} is back")
