"""The output of a child process: in a file, its last lines in memory, shown on the terminal."""

import re
import threading
from collections import deque
from pathlib import Path
from typing import IO, Protocol

MEMORY_LINES = 200
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class Screen(Protocol):
    """Shows lines as they arrive."""

    def show(self, name: str, line: str) -> None:
        """Show one line that the process `name` printed."""


class Output:
    """The output of one process; a thread reads the pipe of each run."""

    def __init__(self, name: str, path: Path, screen: Screen | None = None) -> None:
        self.path = path
        self._name = name
        self._screen = screen
        self._lines: deque[str] = deque(maxlen=MEMORY_LINES)
        self._lock = threading.Lock()
        self._reader: threading.Thread | None = None
        self._is_fresh = True

    def read(self, pipe: IO[bytes]) -> None:
        """Read the `pipe` of a new run in a thread until it closes."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self._is_fresh and self.path.exists():
            self.path.replace(self.path.with_suffix(".previous.log"))
        self._is_fresh = False
        with self._lock:
            self._lines.clear()
        self._reader = threading.Thread(
            target=self._follow, args=(pipe,), name=f"output of {self._name}", daemon=True
        )
        self._reader.start()

    def drain(self, within: float = 1.0) -> None:
        """Wait until all output of an ended process is read, at most `within` seconds."""
        if self._reader is not None:
            self._reader.join(within)

    def tail(self, count: int = 15) -> str:
        """Return the last `count` lines of this run."""
        with self._lock:
            return "\n".join(list(self._lines)[-count:])

    def contains(self, pattern: str) -> bool:
        """Return whether one of the last lines of this run matches the regex `pattern`."""
        with self._lock:
            return any(re.search(pattern, line) for line in self._lines)

    def _follow(self, pipe: IO[bytes]) -> None:
        with pipe, self.path.open("a", encoding="utf-8") as file:
            for raw in pipe:
                line = _printable(raw)
                with self._lock:
                    self._lines.append(line)
                file.write(line + "\n")
                file.flush()
                if self._screen is not None:
                    self._screen.show(self._name, line)


def _printable(raw: bytes) -> str:
    """Return a line without colours, and with all control characters but the tab escaped."""
    line = _COLOURS.sub("", raw.decode(errors="replace")).rstrip()
    return _CONTROL.sub(lambda match: ascii(match[0]).strip("'"), line)
