"""Ending long polls when the process receives a signal to stop.

uvicorn stops the application only after all requests are answered. So the long polls must end
before uvicorn waits for them.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def on_stop_signal(callback: Callable[[], None]) -> Iterator[None]:
    """Call `callback` on SIGTERM or SIGINT, then the handler that the server installed.

    Only the main thread may handle signals. In other threads, as under a test client, this does
    nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    original = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(callback)
        handler = original[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in original:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in original.items():
            signal.signal(number, handler)
