"""Waiting for a condition, never for a fixed time."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.2  # seconds between two reads


def wait_until(read: Callable[[], Value | None], *, seconds: float = 120, what: str = "") -> Value:
    """Read until it is true, and return it.

    Raises:
        AssertionError: it did not become true in time; with what was read last.
    """
    deadline, pause = time.monotonic() + seconds, FIRST_PAUSE
    while True:
        value = read()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what or read}; last read: {value!r}")
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)  # frequent reads delay the servers
