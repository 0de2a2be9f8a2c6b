"""A stack whose processes are restarted when they end by themselves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from local.stack import Stack
from local.supervisor import Supervisor


@contextmanager
def supervised(stack: Stack) -> Iterator[None]:
    """Restart processes that end by themselves, as `make up` and Docker do.

    A process that a test stops stays stopped.
    """
    over = threading.Event()
    supervisor = Supervisor(stack, log=print, stop=over)
    thread = threading.Thread(target=supervisor.watch)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
