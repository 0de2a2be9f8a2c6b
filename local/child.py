"""One child process, as `subprocess.Popen` describes it, and one that was forked."""

import os
import select
import socket
import subprocess
import threading
import time
from typing import Protocol

POLL = 0.005
"""Seconds between two checks whether a process has ended."""


class Child(Protocol):
    """A child process, as `subprocess.Popen` describes it."""

    @property
    def pid(self) -> int:
        """Its id."""

    def poll(self) -> int | None:
        """Return the exit code, None before the end."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit code."""

    def send_signal(self, sig: int) -> None:
        """Signal the process, unless it has ended."""


class ForkedProcess:
    """A forked process. It stays a zombie until `poll` has read its exit code, as with `Popen`."""

    def __init__(self, report: socket.socket) -> None:
        self._report = report
        self._lock = threading.Lock()
        self._exit_code: int | None = None
        self.pid = self._read()

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal; None before the end."""
        with self._lock:
            if self._exit_code is None and select.select([self._report], [], [], 0)[0]:
                self._exit_code = self._read()
                self._report.shutdown(socket.SHUT_WR)
                self._report.recv(1)  # returns when the server has reaped the process
                self._report.close()
            return self._exit_code

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit code.

        Raises:
            subprocess.TimeoutExpired: it has not ended after `timeout` seconds.
        """
        began = time.monotonic()
        while (code := self.poll()) is None:
            if timeout is not None and time.monotonic() - began > timeout:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(POLL)
        return code

    def send_signal(self, sig: int) -> None:
        """Signal the process, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def _read(self) -> int:
        line = b""
        while not line.endswith(b"\n"):
            data = self._report.recv(1)
            if not data:
                raise RuntimeError("the fork server has ended")
            line += data
        return int(line)
