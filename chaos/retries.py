"""The client's retries."""

import time
from collections.abc import Iterator

TIMEOUT = 90.0  # seconds; every fault is healed long before
_DELAY = 0.3  # seconds


class Retries:
    """Yields the number of the retry: 0 at once, further ones after a delay, until the timeout."""

    def __iter__(self) -> Iterator[int]:
        deadline = time.monotonic() + TIMEOUT
        retry = 0
        while time.monotonic() < deadline:
            yield retry
            retry += 1
            time.sleep(_DELAY)
