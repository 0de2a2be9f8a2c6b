"""Pillow as a program: prints pictures per second of processor time.

`thumbnails` makes them as usually written, `decode` only decodes, with the memory settings of a
worker.
"""

import io
import sys
from collections.abc import Callable

from PIL import Image, ImageOps

from bench.picture_rate import print_rate
from foyer.allocator import return_large_blocks
from foyer.pictures.storage import SIZES
from foyer.task_engine.worker.memory_limit import HEAP_RESERVE, LARGE_BLOCK


def thumbnails(file: str) -> None:
    """Make the four WebP files, each from the whole picture."""
    upright = ImageOps.exif_transpose(Image.open(file))
    for size in SIZES:
        thumbnail = ImageOps.fit(upright, (size, size), Image.Resampling.LANCZOS)
        thumbnail.save(io.BytesIO(), "WEBP", quality=82)


def decode(file: str) -> None:
    """Decode at full size."""
    Image.open(file).load()


def main(way: Callable[[str], None], files: list[str]) -> None:
    """Do it with all files."""
    if way is decode:
        return_large_blocks(LARGE_BLOCK, HEAP_RESERVE)
    print_rate(way, files)


if __name__ == "__main__":
    main({"thumbnails": thumbnails, "decode": decode}[sys.argv[1]], sys.argv[2:])
