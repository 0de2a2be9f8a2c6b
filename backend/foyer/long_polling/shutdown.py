"""Leaving: what waits must end before the server waits for it.

uvicorn ends the application only once all requests are answered.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def before_leaving(end: Callable[[], None]) -> Iterator[None]:
    """Call `end` as soon as a signal asks the process to leave, then the server's own handler.

    Signals are the main thread's; elsewhere, as under a test client, there is none to wait for.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    former = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def leave(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(end)
        handler = former[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in former:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
