"""Ends our processes when the supervisor is killed and cannot do it itself.

A process of its own reads the ids of the process groups from a pipe. The pipe closes when the
supervisor ends, in whatever way; what is still on the list then is ended. PR_SET_PDEATHSIG would
reach only the direct children (nginx's workers outlive their master), and only on Linux.
"""

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable

GRACE = 3.0
"""Seconds between the polite signal and the kill."""


class Warden:
    """The supervisor's end of the pipe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def watch(self, group: int) -> None:
        """End the process group `group` when this process is gone."""
        self._tell(f"watch {group}\n")

    def release(self, group: int) -> None:
        """Forget `group`: it ended by itself."""
        self._tell(f"release {group}\n")

    def _tell(self, line: str) -> None:
        with self._lock:
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", __file__], stdin=subprocess.PIPE, start_new_session=True
                )
                atexit.register(self._dismiss, self._process)
            if self._process.stdin is not None:
                self._process.stdin.write(line.encode())
                self._process.stdin.flush()

    @staticmethod
    def _dismiss(process: subprocess.Popen[bytes]) -> None:
        if process.stdin is not None:
            process.stdin.close()
        process.wait(timeout=4 * GRACE)


def _each(groups: Iterable[int], send: Callable[[int, int], None], number: int) -> None:
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            send(group, number)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _end(groups: set[int]) -> None:
    _each(groups, os.kill, signal.SIGCONT)
    _each(groups, os.kill, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while any(map(_alive, groups)) and time.monotonic() < deadline:
        time.sleep(0.05)
    _each(groups, os.killpg, signal.SIGKILL)


def main() -> None:
    """Read groups from standard input until it closes, then end those that are left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        verb, group = line.split()
        (groups.add if verb == "watch" else groups.discard)(int(group))
    _end(groups)


warden = Warden()

if __name__ == "__main__":
    main()
