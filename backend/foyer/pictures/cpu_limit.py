"""Limit of the processor time that one picture may use.

It counts processor time, not elapsed time: a busy machine or a suspended worker must not make a
good picture fail.
"""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from types import FrameType
from typing import NoReturn

SECONDS = 8  # the most expensive picture within the other limits takes 3
GRACE = 2
_REPEAT_INTERVAL = 0.5  # seconds: C code may swallow an exception raised inside its callback


class CpuTimeExceededError(Exception):
    """The block used more processor time than its limit."""


@contextmanager
def cpu_time_limit(seconds: int = SECONDS, grace: int = GRACE) -> Iterator[None]:
    """Raise CpuTimeExceededError in the block after this processor time.

    The kernel ends the process after the grace period if a decoder does not return to Python. The
    task engine counts that as a crash and gives up after the third. Main thread only.
    """
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    previous_handler = signal.signal(signal.SIGPROF, _raise_exceeded)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(used) + seconds + grace, hard))
    signal.setitimer(signal.ITIMER_PROF, seconds, _REPEAT_INTERVAL)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
        signal.signal(signal.SIGPROF, previous_handler)


def _raise_exceeded(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise CpuTimeExceededError
