"""How long a client keeps trying."""

import time
from collections.abc import Iterator

LIMIT = 90.0  # seconds; every fault is mended long before
_PAUSE = 0.3


class Patience:
    """Iterates at once, and then after pauses, until it is exhausted."""

    def __iter__(self) -> Iterator[int]:
        deadline = time.monotonic() + LIMIT
        turn = 0
        while time.monotonic() < deadline:
            yield turn
            turn += 1
            time.sleep(_PAUSE)
