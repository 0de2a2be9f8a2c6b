"""Ends our processes when the supervisor was killed and cannot end them itself.

The reaper is a separate process. It reads the ids of process groups from a pipe, which closes when
the supervisor ends, for whatever reason. It then ends the groups that are still on its list.
PR_SET_PDEATHSIG would reach the direct children only (nginx's workers outlive their master), and
exists on Linux only.
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
"""Seconds between SIGTERM and SIGKILL."""


class Reaper:
    """The supervisor's end of the pipe; the process starts with the first group."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def watch(self, group: int) -> None:
        """End the process group `group` when this process has ended."""
        self._send(f"watch {group}\n")

    def release(self, group: int) -> None:
        """Take `group` off the list: it has ended."""
        self._send(f"release {group}\n")

    def _send(self, line: str) -> None:
        with self._lock:
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", __file__], stdin=subprocess.PIPE, start_new_session=True
                )
                atexit.register(self._close, self._process)
            if self._process.stdin is not None:
                self._process.stdin.write(line.encode())
                self._process.stdin.flush()

    @staticmethod
    def _close(process: subprocess.Popen[bytes]) -> None:
        if process.stdin is not None:
            process.stdin.close()
        process.wait(timeout=4 * GRACE)


def _send_to_all(groups: Iterable[int], send: Callable[[int, int], None], number: int) -> None:
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            send(group, number)


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _end(groups: set[int]) -> None:
    _send_to_all(groups, os.kill, signal.SIGCONT)
    _send_to_all(groups, os.kill, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while any(map(_is_alive, groups)) and time.monotonic() < deadline:
        time.sleep(0.05)
    _send_to_all(groups, os.killpg, signal.SIGKILL)


def main() -> None:
    """Read commands from standard input until it closes, then end the groups on the list."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        command, group = line.split()
        (groups.add if command == "watch" else groups.discard)(int(group))
    _end(groups)


reaper = Reaper()

if __name__ == "__main__":
    main()
