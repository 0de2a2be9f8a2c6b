"""Writer of PNG files with any chunk, bit depth, interlacing and animation."""

import struct
import zlib
from collections.abc import Callable, Iterable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6  # colour types

# Adam7: x and y of the first pixel, and the steps to the next ones.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2))
_LAST_PASS = (0, 1, 1, 2)

Chunk = tuple[bytes, bytes]
Pixel = Callable[[int, int], Iterable[int]]


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def header(width: int, height: int, depth: int = 8, colour: int = RGB, interlace: int = 0) -> bytes:
    """Return the start of a PNG: signature and IHDR chunk only."""
    fields = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return SIGNATURE + chunk(b"IHDR", fields)


def png_file(
    side: int,
    pixel: Pixel,
    chunks: Iterable[Chunk] = (),
    *,
    depth: int = 8,
    colour: int = RGB,
    interlaced: bool = False,
) -> bytes:
    """Return a square PNG; the function returns the samples of the pixel at x, y."""
    passes = (*_PASSES, _LAST_PASS) if interlaced else ((0, 0, 1, 1),)
    rows = (
        b"\0" + _packed((s for x in range(x0, side, dx) for s in pixel(x, y)), depth)
        for x0, y0, dx, dy in passes
        for y in range(y0, side, dy)
    )
    data = zlib.compress(b"".join(rows))
    start = header(side, side, depth, colour, int(interlaced))
    middle = b"".join(chunk(*parts) for parts in chunks)
    return start + middle + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def with_chunk(file: bytes, kind: bytes, content: bytes) -> bytes:
    """Insert a chunk before the image data."""
    position = file.index(b"IDAT") - 4
    return file[:position] + chunk(kind, content) + file[position:]


def with_wrong_checksum(file: bytes, kind: bytes) -> bytes:
    """Change a bit of the checksum of the first chunk of this kind."""
    position = file.index(kind)
    (length,) = struct.unpack_from(">I", file, position - 4)
    checksum = position + 4 + length
    return file[:checksum] + bytes((file[checksum] ^ 1,)) + file[checksum + 1 :]


def image_data(file: bytes) -> bytes:
    """Return the compressed rows of the default image."""
    data, at = b"", len(SIGNATURE)
    while at < len(file):
        length, kind = struct.unpack_from(">I4s", file, at)
        data += file[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    return data


def animation(side: int, still: tuple[int, ...], *frames: tuple[int, int, int, bytes]) -> bytes:
    """Return an animated PNG whose default image is not a frame.

    Each frame is x, y, its side and the colour of its pixels. A frame lasts a minute.
    """
    parts = [header(side, side), chunk(b"acTL", struct.pack(">II", len(frames), 0))]
    parts.append(chunk(b"IDAT", _flat(side, bytes(still))))
    for number, (x, y, frame_side, rgb) in enumerate(frames):
        control = struct.pack(">5I2H2B", 2 * number, frame_side, frame_side, x, y, 60, 1, 0, 0)
        data = struct.pack(">I", 2 * number + 1) + _flat(frame_side, rgb)
        parts += [chunk(b"fcTL", control), chunk(b"fdAT", data)]
    return b"".join(parts) + chunk(b"IEND", b"")


def _flat(side: int, rgb: bytes) -> bytes:
    return zlib.compress((b"\0" + rgb * side) * side)


def _packed(samples: Iterable[int], depth: int) -> bytes:
    """Return the samples as bytes, most significant bits first, padded to whole bytes."""
    bits = "".join(f"{sample:0{depth}b}" for sample in samples)
    padded = bits + "0" * (-len(bits) % 8)
    return int(padded, 2).to_bytes(len(padded) // 8, "big")
