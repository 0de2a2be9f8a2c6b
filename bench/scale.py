"""The size of a measurement: whole, or small to show that it still runs (BENCH_SMOKE=1)."""

import os

SMOKE = os.environ.get("BENCH_SMOKE") == "1"
DURABLE = not SMOKE
"""Whether PostgreSQL waits for the disk."""


def sized(whole: int, smoke: int) -> int:
    """Return the number for this run."""
    return smoke if SMOKE else whole
