"""The container of AVIF, HEIC and MP4 (ISO/IEC 14496-12): boxes in boxes."""

from collections.abc import Iterator
from struct import Struct
from typing import BinaryIO

Size = tuple[int, int]

_MAX_BOXES = 100
_MAX_BOX = 256 * 1024  # bytes read of a description; 2 kB are usual
_HEAD = 8
_SIDES = Struct(">II")


def brands(start: bytes) -> set[bytes]:
    """What a file with this start claims to be: its major brand and the compatible ones."""
    if start[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(start[:4], "big"), len(start))
    return {start[8:12]} | {start[at : at + 4] for at in range(16, end, 4)}


def largest_size(file: BinaryIO) -> Size | None:
    """Return the largest size that the file speaks of: a picture's, its tiles', a film's."""
    sizes: list[Size] = []
    for kind, inside in _top_boxes(file):
        if kind == b"meta":  # its first 4 bytes are a version, as those of the size's box
            boxes = _at(inside[4:], b"iprp", b"ipco", b"ispe")
            sizes += [_SIDES.unpack_from(box, 4) for box in boxes]
        elif kind == b"moov":
            tracks = (_SIDES.unpack(box[-_SIDES.size :]) for box in _at(inside, b"trak", b"tkhd"))
            sizes += [(width >> 16, height >> 16) for width, height in tracks]  # in 65536ths
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


def _top_boxes(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_MAX_BOXES):
        file.seek(at)
        head = file.read(_HEAD)
        length = int.from_bytes(head[:4], "big")
        if length < _HEAD:  # the end; or a box of gigabytes, or one without an end: media data
            return
        yield head[4:], file.read(min(length, _MAX_BOX) - _HEAD)
        at += length


def _at(content: bytes, kind: bytes, *below: bytes) -> Iterator[bytes]:
    """Yield the contents of the boxes at this path."""
    at = 0
    while at + _HEAD <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if length < _HEAD:
            return
        if content[at + 4 : at + _HEAD] == kind:
            inside = content[at + _HEAD : at + length]
            yield from _at(inside, *below) if below else (inside,)
        at += length
