"""Reader of ISO base media files (ISO/IEC 14496-12), the container of AVIF, HEIC and MP4."""

import io
import struct
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from struct import Struct
from typing import BinaryIO

Size = tuple[int, int]

_MAX_BOXES = 100
_MAX_BOX = 256 * 1024  # bytes read of a metadata box; 2 kB are usual
_BOX_HEADER = 8
_SIDES = Struct(">II")
_APERTURE = Struct(">IIIIiIiI")  # width, height, offsets of the centre: numbers over others
_ANIMATION = b"avis"  # major brand
_NCLX = Struct(">4sHH")
_VISUAL_ENTRY = 78  # bytes of a video track's sample entry before its boxes


def brands(prefix: bytes) -> set[bytes]:
    """Return the major and the compatible brands of a file that begins with these bytes."""
    if prefix[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(prefix[:4], "big"), len(prefix))
    return {prefix[8:12]} | {prefix[at : at + 4] for at in range(16, end, 4)}


def largest_size(file: BinaryIO) -> Size | None:
    """Return the largest size declared for an image, a tile of it or a video track."""
    sizes: list[Size] = []
    for kind, content in _top_boxes(file):
        if kind == b"meta":  # 4 bytes of version and flags come first, in `ispe` too
            boxes = _boxes_at(content[4:], b"iprp", b"ipco", b"ispe")
            sizes += [_SIDES.unpack_from(box, 4) for box in boxes]
        elif kind == b"moov":
            track_headers = _boxes_at(content, b"trak", b"tkhd")
            sides = (_SIDES.unpack(box[-_SIDES.size :]) for box in track_headers)
            sizes += [(width >> 16, height >> 16) for width, height in sides]  # fixed point 16.16
    return max(sizes, key=lambda size: size[0] * size[1], default=None)


def _top_boxes(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_MAX_BOXES):
        file.seek(at)
        header = file.read(_BOX_HEADER)
        length = int.from_bytes(header[:4], "big")
        if length < _BOX_HEADER:  # end of file, or media data with a 64-bit or open length
            return
        yield header[4:], file.read(min(length, _MAX_BOX) - _BOX_HEADER)
        at += length


def _boxes_at(content: bytes, kind: bytes, *nested_kinds: bytes) -> Iterator[bytes]:
    """Yield the contents of the boxes at this path of nested boxes."""
    for box_kind, inner in _boxes(content):
        if box_kind == kind:
            yield from _boxes_at(inner, *nested_kinds) if nested_kinds else (inner,)


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + _BOX_HEADER <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if length < _BOX_HEADER:
            return
        yield content[at + 4 : at + _BOX_HEADER], content[at + _BOX_HEADER : at + length]
        at += length


def colour_code_points(content: bytes) -> tuple[int, int] | None:
    """Return the first declared primaries and transfer characteristics (ITU-T H.273)."""
    for box in _colour_boxes(content):
        if box[:4] == b"nclx" and len(box) >= _NCLX.size:
            _kind, primaries, transfer = _NCLX.unpack_from(box)
            return primaries, transfer
    return None


def clean_aperture(content: bytes) -> Size | None:
    """Return the size that the primary image is cropped to, if browsers crop it.

    They do not crop an animation, nor if the crop does not begin at the top left.
    """
    if content[8:12] == _ANIMATION:
        return None
    for kind, meta in _top_boxes(io.BytesIO(content)):
        if kind == b"meta":
            properties = dict(_primary_properties(meta[4:]))
            with suppress(struct.error, KeyError):
                return _cropped(properties[b"ispe"], properties[b"clap"])
    return None


def _cropped(ispe: bytes, clap: bytes) -> Size | None:
    """Return the size of the crop; its offset is that of its centre from the picture's centre."""
    sides = _SIDES.unpack_from(ispe, 4)
    numbers = _APERTURE.unpack_from(clap)
    if not all(numbers[1::2]):  # the denominators
        return None
    *cropped, x, y = (Fraction(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True))
    for side, part, offset in zip(sides, cropped, (x, y), strict=True):
        is_whole = part.denominator == 1 and 0 < part <= side
        if not is_whole or 2 * offset != part - side:
            return None
    return int(cropped[0]), int(cropped[1])


def _primary_properties(meta: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and content of the boxes that describe the primary image."""
    pitm, ipco, ipma = (
        next(_boxes_at(meta, *path), b"")
        for path in ((b"pitm",), (b"iprp", b"ipco"), (b"iprp", b"ipma"))
    )
    primary = pitm[4 : 8 if int.from_bytes(pitm[:1]) else 6]
    boxes = list(_boxes(ipco))
    for number in _associated(ipma, int.from_bytes(primary)):
        if 0 < number <= len(boxes):
            yield boxes[number - 1]


def _associated(ipma: bytes, item: int) -> Iterator[int]:
    """Yield the numbers of the properties of an item."""
    version, is_wide = int.from_bytes(ipma[:1]), int.from_bytes(ipma[1:4]) & 1
    id_size, size = 4 if version else 2, 2 if is_wide else 1
    at = 8  # behind the count of the items
    while at + id_size < len(ipma):
        number, count = int.from_bytes(ipma[at : at + id_size]), ipma[at + id_size]
        at += id_size + 1
        if number == item:
            for start in range(at, at + count * size, size):
                entry = int.from_bytes(ipma[start : start + size])
                yield entry & (0x7FFF if is_wide else 0x7F)  # without the flag “essential”
        at += count * size


def _colour_boxes(content: bytes) -> Iterator[bytes]:
    for kind, inner in _top_boxes(io.BytesIO(content)):
        if kind == b"meta":
            yield from _boxes_at(inner[4:], b"iprp", b"ipco", b"colr")
        elif kind == b"moov":
            for table in _boxes_at(inner, b"trak", b"mdia", b"minf", b"stbl", b"stsd"):
                for entry in _boxes_at(table[8:], b"av01"):  # behind version and count
                    yield from _boxes_at(entry[_VISUAL_ENTRY:], b"colr")
