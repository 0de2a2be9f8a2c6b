"""The time one picture may take of a processor, whatever is in the file.

Time on the clock would punish a picture for a worker that was frozen, or a machine that is busy.
"""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from types import FrameType
from typing import NoReturn

SECONDS = 8  # the worst picture within the limits takes 2
GRACE = 2
_AGAIN = 0.5  # seconds: an exception raised inside a callback of C code may get lost


class BudgetSpentError(Exception):
    """It takes longer than anything that is worth it."""


@contextmanager
def processor_time(seconds: int = SECONDS, grace: int = GRACE) -> Iterator[None]:
    """Raise BudgetSpentError in the block after so many seconds of processor time.

    A decoder that does not come back to Python is ended with its process after the grace: the
    engine counts that as a crash, and gives the task up after the third. Main thread only.
    """
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = usage.ru_utime + usage.ru_stime
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    former = signal.signal(signal.SIGPROF, _strike)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(spent) + seconds + grace, hard))
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
        signal.signal(signal.SIGPROF, former)


def _strike(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise BudgetSpentError
