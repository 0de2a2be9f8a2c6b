"""The size of a measurement: whole, or small to show that it still runs (BENCH_SMOKE=1)."""

import os
from typing import TypeVar

Size = TypeVar("Size", int, float)

SMOKE = os.environ.get("BENCH_SMOKE") == "1"
DURABLE = not SMOKE
"""Whether PostgreSQL waits for the disk."""


def sized(whole: Size, smoke: Size) -> Size:
    """Return the number for this run."""
    return smoke if SMOKE else whole
