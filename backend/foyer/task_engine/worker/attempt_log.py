"""What a worker's process wrote while it ran an attempt, kept with the attempt.

The log file is on the worker's machine, and rotates. The row is where the administrator looks, and
it is there for workers on any machine: the last lines go with each heartbeat and with the end.
"""

import logging
from collections import deque

MAX_LINES = 100
MAX_LINE = 2000  # characters


class AttemptLog(logging.Handler):
    """Keeps the last lines, as the file has them."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=MAX_LINES)

    def start(self) -> None:
        """Another attempt begins."""
        self._lines.clear()

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record)[:MAX_LINE])

    def text(self) -> str:
        """One line a record, whatever is in it."""
        return "\n".join(list(self._lines)).replace("\0", "")


attempt_log = AttemptLog()
