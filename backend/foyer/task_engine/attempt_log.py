"""The log lines of the attempt that runs in this process. They are stored with the attempt.

The log file is on the worker's machine, and it rotates. The row is available to administrators for
workers on any machine. The monitor of the attempt stores new lines; the statement that ends the
attempt stores the rest.
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
        self._count = 0  # lines received so far
        self._stored = 0  # the count when the text was read

    def start(self) -> None:
        """Drop the previous attempt's lines."""
        self._lines.clear()
        self._stored = self._count

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lines.append(storable_text(self.format(record)[:MAX_LINE], MAX_LINE))
        except Exception:  # noqa: BLE001 - a wrong logging call must not fail the task
            self.handleError(record)
        else:
            self._count += 1

    @property
    def has_changed(self) -> bool:
        """Whether there are lines that `text` did not return yet."""
        return self._count != self._stored

    def text(self) -> str:
        """Return the lines as one text that PostgreSQL can store."""
        self._stored = self._count
        return "\n".join(list(self._lines))


attempt_log = AttemptLog()
