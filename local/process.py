"""One child process: start it, wait until it is ready, stop, kill, pause and restart it."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from local.child import Child
from local.children import children
from local.context import Context, StoppedError
from local.output import Output
from local.reaper import reaper
from local.tree import freeze_tree, kill_tree, signal_tree

POLL = 0.05
"""Seconds between two checks of a condition."""


class ProcessFailedError(Exception):
    """A process ended by itself, or was not ready in time."""


class Process:
    """A server as a child process, in its own session (Ctrl-C reaches the supervisor only).

    A subclass defines the command line (`command`), the preparation (`prepare`) and the readiness
    check (`is_ready`). `start()` and `stop()` can follow each other any number of times.
    """

    stop_signal = signal.SIGTERM
    grace = 10.0
    start_within = 90.0  # seconds; a loaded machine is slow

    def __init__(self, name: str, folder: Path, context: Context) -> None:
        self.name = name
        self.folder = folder
        self.output = Output(name, context.logs / f"{name}.log", context.screen)
        self.env = context.env
        self._stop = context.stop
        self.should_run = False
        self._child: Child | None = None
        self._lock = threading.RLock()  # a supervisor may start it from another thread

    def command(self) -> Sequence[str | Path]:
        """Return the program and its arguments."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Create the files that the process needs; called before each start."""

    def is_ready(self) -> bool:
        """Return whether the process serves requests now."""
        return self.is_running

    @property
    def is_running(self) -> bool:
        """Whether the process exists; a paused one does."""
        return self._child is not None and self._child.poll() is None

    @property
    def exit_code(self) -> int | None:
        """The last run's exit code, negative for a signal; None before the end."""
        return None if self._child is None else self._child.poll()

    @property
    def pid(self) -> int:
        """The id of the running process.

        Raises:
            ProcessFailedError: it does not run.
        """
        if self._child is None or self._child.poll() is not None:
            raise ProcessFailedError(f"{self.name} does not run")
        return self._child.pid

    def start(self, *, wait: bool = True) -> None:
        """Start the process and, with `wait`, wait until it is ready.

        Raises:
            ProcessFailedError: it ended, or was not ready in time; with its last lines.
        """
        with self._lock:
            if self.is_running:
                return
            self.folder.mkdir(parents=True, exist_ok=True)
            self.prepare()
            self._spawn()
            self.should_run = True
        if wait:
            self.wait_ready()

    def restart_if_ended(self) -> bool:
        """Start the process if it ended by itself; False if it was stopped or runs.

        Raises:
            ProcessFailedError: it ended, or was not ready in time; with its last lines.
        """
        with self._lock:
            if not self.should_run or self.is_running:
                return False
            self.start(wait=False)
        self.wait_ready()
        return True

    def wait_ready(self) -> None:
        """Wait until the process is ready, at most `start_within` seconds.

        Raises:
            ProcessFailedError: it ended, or was not ready in time; with its last lines.
            StoppedError: the stack is being stopped.
        """
        deadline = time.monotonic() + self.start_within
        while True:
            was_running = self.is_running  # before the check: a migration is ready when it ended
            if self.is_ready():
                return
            if not was_running:
                raise ProcessFailedError(self.exit_report())
            if time.monotonic() > deadline:
                raise ProcessFailedError(
                    f"{self.name} was not ready after {self.start_within:.0f} s{self._last_lines()}"
                )
            if self._stop.wait(POLL):
                raise StoppedError

    def request_stop(self) -> None:
        """Send the process its stop signal and return at once; `stop()` waits for the end."""
        with self._lock:
            if self.should_run and self._child is not None:
                self.should_run = False
                self._signal_tree(signal.SIGCONT)
                self._child.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Stop the process gracefully; after `grace` seconds kill it with its children."""
        child = self._child
        if child is None:
            return
        self.request_stop()
        try:
            child.wait(self.grace)
        except subprocess.TimeoutExpired:
            self.kill()
        self._reap(child)

    def kill(self) -> None:
        """Kill the process and all its children at once (SIGKILL), as a power cut would."""
        with self._lock:
            self.should_run = False
            child = self._child
            if child is None:
                return
            if child.poll() is None:
                kill_tree(child.pid)
            child.wait()
            self._reap(child)

    def restart(self) -> None:
        """Stop the process gracefully and start it again."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Freeze the process and its children (SIGSTOP); return once all of them are stopped."""
        freeze_tree(self.pid)

    def resume(self) -> None:
        """Let a paused process continue (SIGCONT)."""
        self._signal_tree(signal.SIGCONT)

    def exit_reason(self) -> str:
        """Describe how the process ended, in one line."""
        code = self.exit_code
        if code is None:
            return f"{self.name} does not run"
        if code < 0:
            return f"{self.name} was ended by {signal.Signals(-code).name}"
        return f"{self.name} ended with exit code {code}"

    def exit_report(self) -> str:
        """Describe how the process ended, with its last lines."""
        self.output.drain()
        return self.exit_reason() + self._last_lines()

    def _last_lines(self) -> str:
        tail = self.output.tail()
        return f"; its last lines (all are in {self.output.path}):\n{tail}" if tail else ""

    def _spawn(self) -> None:
        if self._child is not None:
            self._reap(self._child)
        output, write_end = os.pipe()
        command = [os.fspath(part) for part in self.command()]
        try:
            child = children.start(command, self.folder, self.env, output=write_end)
        except BaseException:
            os.close(output)
            raise
        finally:
            os.close(write_end)
        reaper.watch(child.pid)
        self._child = child
        self.output.read(os.fdopen(output, "rb"))

    def _reap(self, child: Child) -> None:
        """Kill what remains of an ended process's group."""
        # An error is the usual case: the group is empty (macOS then answers EPERM).
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        reaper.release(child.pid)
        self.output.drain()

    def _signal_tree(self, number: signal.Signals) -> None:
        if self._child is not None and self._child.poll() is None:
            signal_tree(self._child.pid, number)
