"""What each program of the row "pictures" prints: pictures per second of processor time."""

import time
from collections.abc import Callable, Sequence


def print_rate(make: Callable[[str], object], files: Sequence[str]) -> None:
    """Call this with all files, after a warm-up, and print the rate."""
    make(files[0])
    started = time.process_time()
    for file in files:
        make(file)
    print(len(files) / (time.process_time() - started))
