"""The log lines of the attempt that runs in this process. They are stored with the attempt.

The log file is on the worker's machine, and it rotates. The row is available to administrators for
workers on any machine. Each heartbeat and the end of the attempt store the latest lines.
"""

import logging
from collections import deque

from foyer.task_engine.storable import storable_text

MAX_LINES = 100
MAX_LINE = 2000  # characters


class AttemptLog(logging.Handler):
    """Keeps the latest lines in memory, in the format of the log file."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=MAX_LINES)

    def start(self) -> None:
        """Drop the lines of the attempt before."""
        self._lines.clear()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lines.append(storable_text(self.format(record)[:MAX_LINE], MAX_LINE))
        except Exception:  # noqa: BLE001 - a wrong logging call must not fail the task
            self.handleError(record)

    def text(self) -> str:
        """Return the lines as one text that PostgreSQL can store."""
        return "\n".join(list(self._lines))


attempt_log = AttemptLog()
