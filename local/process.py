"""One child process: start it, wait until it serves, stop, kill, pause, restart it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from local.context import Context, StoppedError
from local.output import Output
from local.tree import signal_tree
from local.warden import warden

POLL = 0.05
"""Seconds between two looks at a condition."""


class ProcessFailedError(Exception):
    """A process ended by itself, or did not become ready in time."""


class Process:
    """A server as a child process, in a session of its own (Ctrl-C reaches the supervisor alone).

    Subclasses say how they start (`command`), what must be there first (`prepare`) and when they
    serve (`is_ready`). `start()` and `stop()` may follow each other any number of times.
    """

    stop_signal = signal.SIGTERM
    grace = 10.0
    start_within = 30.0

    def __init__(self, name: str, folder: Path, context: Context) -> None:
        self.name = name
        self.folder = folder
        self.output = Output(name, context.logs / f"{name}.log", context.screen)
        self.env = context.env
        self._stop = context.stop
        self.wanted = False
        self._child: subprocess.Popen[bytes] | None = None

    def command(self) -> Sequence[str | Path]:
        """Return the program and its arguments."""
        raise NotImplementedError

    def prepare(self) -> None:
        """Make what the process needs before each start."""

    def is_ready(self) -> bool:
        """Tell whether the process does its work now."""
        return self.is_running

    @property
    def is_running(self) -> bool:
        """Whether the process exists (a paused one does)."""
        return self._child is not None and self._child.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How the last run ended: minus the signal's number if one ended it; None before."""
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
        """Start the process and, unless told otherwise, wait until it is ready.

        Raises:
            ProcessFailedError: it ended, or was not ready in time; with its last lines.
        """
        if self.is_running:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.prepare()
        self._spawn()
        self.wanted = True
        if wait:
            self.wait_ready()

    def wait_ready(self) -> None:
        """Wait until the process is ready, at most `start_within` seconds.

        Raises:
            ProcessFailedError: it ended, or was not ready in time; with its last lines.
            StoppedError: somebody wants all to stop.
        """
        deadline = time.monotonic() + self.start_within
        while True:
            was_running = self.is_running  # first: one that ends well in between is ready
            if self.is_ready():
                return
            if not was_running:
                raise ProcessFailedError(self.epitaph())
            if time.monotonic() > deadline:
                raise ProcessFailedError(
                    f"{self.name} was not ready after {self.start_within:.0f} s{self._last_lines()}"
                )
            if self._stop.wait(POLL):
                raise StoppedError

    def request_stop(self) -> None:
        """Ask the process to end, and return at once; `stop()` waits for it."""
        if self.wanted and self._child is not None:
            self._signal_tree(signal.SIGCONT)
            self._child.send_signal(self.stop_signal)
        self.wanted = False

    def stop(self) -> None:
        """End the process in good order; kill it and its children after `grace` seconds."""
        child = self._child
        if child is None:
            return
        self.request_stop()
        try:
            child.wait(self.grace)
        except subprocess.TimeoutExpired:
            self.kill()
        self._buried(child)

    def kill(self) -> None:
        """Kill the process and all its children at once (SIGKILL): the machine is gone."""
        self.wanted = False
        child = self._child
        if child is None:
            return
        self._signal_tree(signal.SIGKILL)
        child.wait()
        self._buried(child)

    def restart(self) -> None:
        """Stop in good order and start again."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Freeze the process and its children (SIGSTOP)."""
        self._signal_tree(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused process go on (SIGCONT)."""
        self._signal_tree(signal.SIGCONT)

    def ending(self) -> str:
        """Say how the process ended."""
        code = self.exit_code
        if code is None:
            return f"{self.name} does not run"
        if code < 0:
            return f"{self.name} was ended by {signal.Signals(-code).name}"
        return f"{self.name} ended with exit code {code}"

    def epitaph(self) -> str:
        """Say how the process ended, and its last lines."""
        self.output.drain()
        return self.ending() + self._last_lines()

    def _last_lines(self) -> str:
        tail = self.output.tail()
        return f"; its last lines (all in {self.output.path}):\n{tail}" if tail else ""

    def _spawn(self) -> None:
        if self._child is not None:
            self._buried(self._child)
        child = subprocess.Popen(
            [os.fspath(part) for part in self.command()],
            cwd=self.folder,
            env=None if self.env is None else dict(self.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        warden.watch(child.pid)
        self._child = child
        if child.stdout is not None:
            self.output.read(child.stdout)

    def _buried(self, child: subprocess.Popen[bytes]) -> None:
        """Take the rest of an ended process's group with it."""
        # The usual case is an error: nobody is left (macOS says it with EPERM).
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        warden.release(child.pid)
        self.output.drain()

    def _signal_tree(self, number: signal.Signals) -> None:
        if self._child is not None and self._child.poll() is None:
            signal_tree(self._child.pid, number)
