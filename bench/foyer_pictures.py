"""Thumbnails with Foyer's code as in a worker: prints pictures per second of processor time."""

import sys
from pathlib import Path

from bench.picture_rate import print_rate
from foyer.allocator import return_large_blocks
from foyer.pictures.thumbnails import make_thumbnails
from foyer.settings import get_settings
from foyer.task_engine.worker.memory_limit import HEAP_RESERVE, LARGE_BLOCK


def main(files: list[str]) -> None:
    """Make the thumbnails of all files, as a worker does."""
    return_large_blocks(LARGE_BLOCK, HEAP_RESERVE)
    print_rate(_make, files)


def _make(file: str) -> None:
    with Path(file).open("rb") as photo:
        make_thumbnails(photo, None, get_settings())


if __name__ == "__main__":
    main(sys.argv[1:])
