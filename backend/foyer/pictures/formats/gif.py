"""Reader of GIF (89a): the first frame."""

import struct

from foyer.pictures.formats.source import Source
from foyer.pictures.validation import PictureDamagedError, PictureTooCostlyError

_SCREEN = struct.Struct("<6sHHBBB")  # signature, width, height, flags, background, aspect
_FRAME = struct.Struct("<HHHHB")  # x, y, width, height, flags
_HAS_PALETTE, _INTERLACED = 0x80, 0x40
_EXTENSION, _IMAGE = 0x21, 0x2C
_GRAPHIC_CONTROL = 0xF9
_HAS_TRANSPARENT = 0x01
_MAX_BLOCKS = 200_000  # encoders fill blocks of 255 bytes: 41,000 in 10 MiB


class _Reader:
    """A position in the file, and the number of blocks before it."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0
        self._blocks = 0

    def take(self, length: int) -> bytes:
        data = self._content[self._at : self._at + length]
        self._at += length
        return data

    def blocks(self) -> tuple[bytes, bool]:
        """Return the blocks up to the empty one, with their lengths, and whether that was there."""
        start = self._at
        while self._at < len(self._content):
            length = self._content[self._at]
            self._at += 1 + length
            self._blocks += 1
            if self._blocks > _MAX_BLOCKS:
                raise PictureTooCostlyError
            if length == 0:
                return self._content[start : self._at], True
        return self._content[start:], False


def read_gif(content: bytes) -> Source:
    """Reduce a GIF to its first frame.

    Raises:
        PictureDamagedError: there is no frame.
        PictureTooCostlyError: more blocks than any encoder writes.
    """
    try:
        return _first_frame(_Reader(content))
    except (struct.error, IndexError) as error:  # the file ends within a header
        raise PictureDamagedError from error


def _first_frame(reader: _Reader) -> Source:
    signature, width, height, flags, background, aspect = _SCREEN.unpack(reader.take(_SCREEN.size))
    palette = _palette(reader, flags)
    transparent = None
    while (kind := reader.take(1)[0]) == _EXTENSION:
        label = reader.take(1)[0]
        data, _ = reader.blocks()
        if label == _GRAPHIC_CONTROL:
            transparent = data[4] if data[1] & _HAS_TRANSPARENT else None
    if kind != _IMAGE:
        raise PictureDamagedError
    x, y, *size, frame_flags = _FRAME.unpack(reader.take(_FRAME.size))
    palette = _palette(reader, frame_flags) or palette
    flags = _HAS_PALETTE | ((len(palette) // 3).bit_length() - 2) if palette else 0
    code_size = reader.take(1)
    data, complete = reader.blocks()
    parts = (
        _SCREEN.pack(signature, *size, flags, background, aspect) + palette,
        bytes((_IMAGE,)) + _FRAME.pack(0, 0, *size, frame_flags & _INTERLACED),
        code_size + data + (b";" if complete else b""),
    )
    return Source(
        content=b"".join(parts),
        size=(size[0], size[1]),
        partly_shown=True,
        transparent=transparent,
        canvas=(max(width, x + size[0]), max(height, y + size[1])),
        offset=(x, y),
        interlaced=bool(frame_flags & _INTERLACED),
    )


def _palette(reader: _Reader, flags: int) -> bytes:
    return reader.take(3 << (flags & 7) + 1) if flags & _HAS_PALETTE else b""
