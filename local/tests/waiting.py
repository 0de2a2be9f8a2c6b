"""Waiting for a condition instead of for a time."""

import time
from collections.abc import Callable


def until(condition: Callable[[], bool], within: float = 10.0) -> bool:
    """Wait until `condition` holds, at most `within` seconds; tell whether it does."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
