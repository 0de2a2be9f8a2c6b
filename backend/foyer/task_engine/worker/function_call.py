"""The call of a task function: its time limits, and its event loop if it is `async def`.

The time limits apply to the function only. The end of an attempt must be stored even if the
database is away for minutes, so no limit may strike after the function has returned.
"""

import asyncio
import contextvars
import os
import signal
import threading
from collections.abc import Coroutine
from types import FrameType
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded

from foyer.task_engine.kinds import Kind, Run

# Of Celery's pool: the main process sends it when the time limit is over.
INTERRUPT = signal.SIGUSR1


class FunctionCancelledError(Exception):
    """The function was cancelled, but not by its time limit or by an administrator."""


class _Call:
    """The call that runs in this process. The handler of the signal reads it."""

    def __init__(self) -> None:
        self.may_interrupt = False
        self.task: asyncio.Task[Any] | None = None  # of a coroutine


_current = _Call()
_runners: dict[int, asyncio.Runner] = {}


def ignore_late_interrupts() -> None:
    """Install the handler of the signal. It ignores the signal while no function runs."""
    signal.signal(INTERRUPT, _handle_interrupt)


def interrupt() -> None:
    """Interrupt the function that runs in the main thread of this process."""
    signal.pthread_kill(threading.main_thread().ident or 0, INTERRUPT)


def call(kind: Kind, run: Run) -> Any:
    """Call the function, and wait for it if it is a coroutine.

    Raises:
        SoftTimeLimitExceeded: the function was interrupted.
    """
    results: list[Any] = []
    _set_hard_limit(kind.hard_time_limit)
    _current.may_interrupt = True
    try:
        results.append(kind.function(run))
        if isinstance(results[0], Coroutine):
            results[0] = _run_coroutine(results[0])
    except SoftTimeLimitExceeded:
        # Otherwise, the signal arrived right after the function had returned.
        if not results or isinstance(results[0], Coroutine):
            raise
    finally:
        _current.may_interrupt = False
        _set_hard_limit(0)
    return results[0]


def _set_hard_limit(seconds: float) -> None:
    """Let the kernel end this process after this time. Zero removes the limit.

    The kernel needs neither the interpreter's lock nor the main process.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _handle_interrupt(_number: int, _frame: FrameType | None) -> None:
    if not _current.may_interrupt:
        return
    task = _current.task
    if task is None or asyncio.current_task(task.get_loop()) is task:  # its own code runs now
        _current.may_interrupt = False
        raise SoftTimeLimitExceeded
    if not task.done():
        _current.may_interrupt = False
        task.cancel("interrupted")
        task.get_loop().call_soon_threadsafe(lambda: None)  # ends the loop's wait for events


def _run_coroutine(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run the coroutine on the event loop of this process.

    All attempts use the same loop, because connections and locks of libraries belong to a loop.
    """

    async def run() -> Any:
        _current.task = asyncio.current_task()
        return await coroutine

    runner = _runners.get(os.getpid()) or _runners.setdefault(os.getpid(), asyncio.Runner())
    try:
        return runner.run(run(), context=contextvars.copy_context())
    except asyncio.CancelledError as error:
        if _current.may_interrupt:
            raise FunctionCancelledError from error
        raise SoftTimeLimitExceeded from error
    finally:
        _current.task = None
