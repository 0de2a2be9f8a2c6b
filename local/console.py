"""The terminal of `make up`: its progress, then the lines of all processes with their names."""

import contextlib
import io
import os
import sys
import threading

_COLOURS = (36, 33, 32, 35, 34, 96, 93, 92, 95, 94)
_NAME_WIDTH = 9


def print_any_text() -> None:
    """Print "?" for what the terminal's encoding does not have, such as "…" in ASCII."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


class Console:
    """Writes whole lines from many threads; shows the processes' lines while `live` is set."""

    def __init__(self) -> None:
        self.live = False
        self._lock = threading.Lock()
        self._coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._colours: dict[str, int] = {}

    def log(self, line: str = "") -> None:
        """Print a line of `make up` itself."""
        # The terminal may be closed. Then the processes must still be stopped gracefully.
        with self._lock, contextlib.suppress(OSError):
            print(line, flush=True)

    def show(self, name: str, line: str) -> None:
        """Print a line of the process `name`."""
        if self.live:
            self.log(f"{self._paint(name)} {line}")

    def _paint(self, name: str) -> str:
        label = f"{name:<{_NAME_WIDTH}}│"
        if not self._coloured:
            return label
        colour = self._colours.setdefault(name, _COLOURS[len(self._colours) % len(_COLOURS)])
        return f"\x1b[{colour}m{label}\x1b[0m"
