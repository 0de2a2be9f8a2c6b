"""Waiting for a condition instead of a fixed time."""

import time
from collections.abc import Callable


def until(condition: Callable[[], bool], within: float = 60.0) -> bool:
    """Wait until `condition` is true, at most `within` seconds; return whether it is."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
