"""Restarts the processes of a stack that end by themselves; too many ends stop everything."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable

from local.process import Process, ProcessFailedError
from local.stack import Stack

WINDOW = 60.0
"""Seconds within which exits are counted."""
MAX_RESTARTS = 5
"""Restarts of one process within the window; one exit more is a failure."""
POLL = 0.2
"""Seconds between two checks."""
FIRST_DELAY = 0.5
"""Seconds before the first restart; doubled with each exit within the window."""


class Supervisor:
    """Watches the processes of one stack until `stop` is set."""

    def __init__(self, stack: Stack, log: Callable[[str], None], stop: threading.Event) -> None:
        self._stack = stack
        self._log = log
        self._stop = stop
        self._exits: dict[str, list[float]] = defaultdict(list)

    def watch(self) -> None:
        """Restart processes that end by themselves, until `stop` is set.

        Raises:
            ProcessFailedError: a process ended too often; with the reason and its last lines.
        """
        while not self._stop.wait(POLL):
            for process in self._stack.processes():
                if process.should_run and not process.is_running:
                    self._restart(process)

    def _restart(self, process: Process) -> None:
        now = time.monotonic()
        exits = [when for when in self._exits[process.name] if now - when < WINDOW] + [now]
        self._exits[process.name] = exits
        if len(exits) > MAX_RESTARTS:
            raise ProcessFailedError(f"{len(exits)} times within a minute: {process.exit_report()}")
        delay = FIRST_DELAY * 2 ** (len(exits) - 1)
        self._log(f"{process.exit_reason()}; restarting it in {delay:.1f} s")
        if self._stop.wait(delay):
            return
        try:
            if not process.restart_if_ended():
                return  # it was stopped or started in the meantime
        except ProcessFailedError as error:
            if process.is_running:
                raise ProcessFailedError(f"after a restart: {error}") from error
            return  # it ended again: the next check counts it
        self._log(f"{process.name} runs again")
