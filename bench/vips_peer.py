"""Thumbnails with pyvips, as a program: prints pictures per second of processor time."""

import json
import sys

import pyvips

from bench.picture_rate import print_rate


def make(file: str, sizes: list[int]) -> list[bytes]:
    """Return the WebP files: decoded once, each size from the one before."""
    largest = sizes[0]
    square = pyvips.Image.thumbnail(file, largest, height=largest, crop="centre").copy_memory()
    files = []
    for size in sizes:
        square = square.thumbnail_image(size).copy_memory()
        files.append(square.webpsave_buffer(Q=82, effort=1, strip=True))
    return files


def main(sizes: list[int], files: list[str]) -> None:
    """Make the thumbnails of all files."""
    pyvips.cache_set_max(0)
    print_rate(lambda file: make(file, sizes), files)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
