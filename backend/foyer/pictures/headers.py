"""Headers: what a file is and how many pixels it claims, read without any decoder.

The API looks at every stranger's file. It does so in Python and in bounded steps: no code that a
crafted file could break runs there, and nothing is allocated because a file says so.
"""

import io
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from foyer.pictures.isobmff import Size, brands, largest_size


class Format(StrEnum):
    """What we take, by Pillow's names; nothing else is ever opened."""

    JPEG = "JPEG"  # also MPO, a JPEG with more behind it, which phones write
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"
    AVIF = "AVIF"


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself."""

    format: Format
    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


_START = 64  # bytes: enough for all but JPEG and AVIF
_MAX_STEPS = 2000  # to a JPEG's frame: segments, of which 160 full ones are 10 MiB, and junk
_MARK = 0xFF
_NOTHING = {0x00, 0xFF}
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # those three are tables
_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def read_header(file: BinaryIO) -> Header | None:
    """Tell what the file is; None when it is nothing that we take."""
    start = _start(file)
    try:
        found = _identify(file, start)
    except struct.error:  # it ends within its header
        return None
    return found if found and found.pixels else None


def is_heic(file: BinaryIO) -> bool:
    """Tell an iPhone's photo, whose container is that of AVIF."""
    claims = brands(_start(file))
    return bool(claims & _HEIC) and not claims & _AVIF


def _start(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_START)


def _identify(file: BinaryIO, start: bytes) -> Header | None:
    size: Size | None
    if start.startswith(b"\xff\xd8\xff"):
        kind, size = Format.JPEG, _jpeg_size(file)
    elif start.startswith(b"\x89PNG\r\n\x1a\n") and start[12:16] == b"IHDR":
        kind, size = Format.PNG, struct.unpack_from(">II", start, 16)
    elif start.startswith((b"GIF87a", b"GIF89a")):
        kind, size = Format.GIF, struct.unpack_from("<HH", start, 6)
    elif start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        kind, size = Format.WEBP, _webp_size(start)
    elif brands(start) & _AVIF:
        kind, size = Format.AVIF, largest_size(file)
    else:
        return None
    return Header(kind, *size) if size else None


def _jpeg_size(file: BinaryIO) -> Size | None:
    """Walk from segment to segment, to the one that starts the frame."""
    file.seek(2)
    for _ in range(_MAX_STEPS):
        mark, marker, length = struct.unpack(">BBH", file.read(4))
        if mark != _MARK or marker in _NOTHING:  # padding or junk, which decoders pass over too
            file.seek(-3, io.SEEK_CUR)
        elif marker in _FRAMES:
            _bits, height, width = struct.unpack(">BHH", file.read(5))
            return width, height
        else:
            file.seek(max(length - 2, 0), io.SEEK_CUR)
    return None


def _webp_size(start: bytes) -> Size | None:
    kind = start[12:16]
    if kind == b"VP8 " and start[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", start, 26)
        return width & 0x3FFF, height & 0x3FFF  # the two bits above are for scaling
    if kind == b"VP8L" and start[20:21] == b"\x2f":
        (bits,) = struct.unpack_from("<I", start, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        width, low, height, high = struct.unpack_from("<HBHB", start, 24)
        return (low << 16 | width) + 1, (high << 16 | height) + 1
    return None
