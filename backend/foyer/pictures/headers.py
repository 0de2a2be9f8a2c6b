"""Format and size of an uploaded file, read from its header without an image decoder.

The API calls this for files from unknown clients. It is plain Python with a bounded number of
steps: no C decoder runs there, and the file's own numbers never decide how much is allocated.
"""

import io
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from foyer.pictures.isobmff import Size, brands, largest_size


class Format(StrEnum):
    """Accepted formats, by Pillow's names. Pillow opens no others."""

    JPEG = "JPEG"  # also MPO: phones append further JPEG images
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"
    AVIF = "AVIF"


@dataclass(frozen=True, slots=True)
class Header:
    """Format and size that a file declares."""

    format: Format
    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


_PREFIX_BYTES = 64  # enough for all formats but JPEG and AVIF
_MAX_STEPS = 2000  # segments and junk bytes before a frame; 160 full segments are 10 MiB
_MARKER_PREFIX = 0xFF
_PADDING = {0x00, 0xFF}
JPEG_FRAME_MARKERS = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # those three are tables
_GIF_SCREEN = 13  # bytes before a palette
_GIF_HAS_PALETTE = 0x80
_GIF_EXTENSION, _GIF_FRAME = 0x21, 0x2C
_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def read_header(file: BinaryIO) -> Header | None:
    """Return the declared format and size; None if the format is not accepted."""
    prefix = _read_prefix(file)
    try:
        header = _identify(file, prefix)
    except struct.error:  # the file ends within its header
        return None
    return header if header and header.pixels else None


def is_heic(file: BinaryIO) -> bool:
    """Return whether it is a HEIC photo, as iPhones take; AVIF has the same container."""
    declared = brands(_read_prefix(file))
    return bool(declared & _HEIC) and not declared & _AVIF


def _read_prefix(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_PREFIX_BYTES)


def _identify(file: BinaryIO, prefix: bytes) -> Header | None:
    size: Size | None
    if prefix.startswith(b"\xff\xd8\xff"):
        kind, size = Format.JPEG, _jpeg_size(file)
    elif prefix.startswith(b"\x89PNG\r\n\x1a\n") and prefix[12:16] == b"IHDR":
        kind, size = Format.PNG, struct.unpack_from(">II", prefix, 16)
    elif prefix.startswith((b"GIF87a", b"GIF89a")):
        kind, size = Format.GIF, _gif_size(file, prefix)
    elif prefix.startswith(b"RIFF") and prefix[8:12] == b"WEBP":
        kind, size = Format.WEBP, webp_size(prefix)
    elif brands(prefix) & _AVIF:
        kind, size = Format.AVIF, largest_size(file)
    else:
        return None
    return Header(kind, *size) if size else None


def _jpeg_size(file: BinaryIO) -> Size | None:
    """Walk along the segments to the frame header."""
    file.seek(2)
    for _ in range(_MAX_STEPS):
        byte, marker, length = struct.unpack(">BBH", file.read(4))
        if byte != _MARKER_PREFIX or marker in _PADDING:  # decoders skip padding and junk, too
            file.seek(-3, io.SEEK_CUR)
        elif marker in JPEG_FRAME_MARKERS:
            _bits, height, width = struct.unpack(">BHH", file.read(5))
            return width, height
        else:
            file.seek(max(length - 2, 0), io.SEEK_CUR)
    return None


def _gif_size(file: BinaryIO, prefix: bytes) -> Size:
    """Return the size of the screen; that of the first frame if a side of the screen is 0."""
    width, height, flags = struct.unpack_from("<HHB", prefix, 6)
    if width and height:
        return width, height
    file.seek(_GIF_SCREEN + (3 << (flags & 7) + 1 if flags & _GIF_HAS_PALETTE else 0))
    in_extension = False
    for _ in range(_MAX_STEPS):
        (byte,) = struct.unpack("B", file.read(1))
        if in_extension:  # the length of a block; the last one is empty
            file.seek(byte, io.SEEK_CUR)
            in_extension = byte > 0
        elif byte == _GIF_EXTENSION:
            file.seek(1, io.SEEK_CUR)  # its label
            in_extension = True
        elif byte == _GIF_FRAME:
            x, y, frame_width, frame_height = struct.unpack("<4H", file.read(8))
            return max(width, x + frame_width), max(height, y + frame_height)
        else:
            break
    return width, height


def webp_size(prefix: bytes) -> Size | None:
    kind = prefix[12:16]
    if kind == b"VP8 " and prefix[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", prefix, 26)
        return width & 0x3FFF, height & 0x3FFF  # the upper two bits are the scale
    if kind == b"VP8L" and prefix[20:21] == b"\x2f":
        (bits,) = struct.unpack_from("<I", prefix, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        width, low, height, high = struct.unpack_from("<HBHB", prefix, 24)
        return (low << 16 | width) + 1, (high << 16 | height) + 1
    return None
