"""Frames of AV1 in an AVIF: a decoder decodes all frames of an item, and shows one of them."""

from collections.abc import Iterator
from struct import unpack_from

Extent = tuple[int, int]  # position and length

_MAX_UNITS = 1000  # of an item; a still image has three
_MAX_BOXES = 5000  # in a box
_MAX_ITEMS, _MAX_EXTENTS = 2000, 100  # of a file, of an item
_FRAMES = {3, 6}  # the types of units that begin a frame
_TYPE = 0xF
_HAS_EXTENSION, _HAS_LENGTH = 0b100, 0b10
_LARGE_LENGTH = 1  # 64 bits follow
_IN_FILE, _IN_META = 0, 1  # where the data of an item are
_SHORT_IDS = 2  # version of `infe` with ids of 16 bits


class UnusualFileError(ValueError):
    """The structure of the file is valid, but no encoder writes it."""


def most_frames(content: bytes) -> int:
    """Return the largest number of frames in an item, or in the first sample of a track.

    Raises:
        UnusualFileError: the frames cannot be counted.
        struct.error: the file is damaged.
    """
    largest = 0
    for parts in (_items(content), _first_samples(content)):
        # The primary item of an animation and its track's first sample are the same data.
        length = 0
        for part in parts:
            length += len(part)
            if length > len(content):  # the parts overlap
                raise UnusualFileError
            largest = max(largest, _frames(part))
    return largest


def _frames(units: bytes) -> int:
    at = frames = 0
    for _ in range(_MAX_UNITS):
        if at >= len(units):
            return frames
        header = units[at]
        at += 2 if header & _HAS_EXTENSION else 1
        length = len(units)
        if header & _HAS_LENGTH:
            length, at = _leb128(units, at)
        at += length
        frames += header >> 3 & _TYPE in _FRAMES
    raise UnusualFileError


def _leb128(content: bytes, at: int) -> tuple[int, int]:
    number = 0
    for index, byte in enumerate(content[at : at + 8]):
        number |= (byte & 0x7F) << 7 * index
        if byte < 0x80:  # noqa: PLR2004 - the last byte
            return number, at + index + 1
    raise UnusualFileError


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_MAX_BOXES):
        if at + 8 > len(content):
            return
        length, kind = unpack_from(">I4s", content, at)
        start = at + 8
        if length == _LARGE_LENGTH:
            (length,) = unpack_from(">Q", content, start)
            start += 8
        end = at + length if length else len(content)
        if end < start:
            raise UnusualFileError
        yield kind, content[start:end]
        at = end
    raise UnusualFileError


def _nested(content: bytes, kind: bytes, *kinds: bytes) -> Iterator[bytes]:
    for name, box in _boxes(content):
        if name == kind:
            yield from _nested(box, *kinds) if kinds else (box,)


def _items(content: bytes) -> Iterator[bytes]:
    for meta in _nested(content, b"meta"):
        yield from _items_of(content, meta[4:])


def _items_of(content: bytes, meta: bytes) -> Iterator[bytes]:
    """Yield the AV1 data of each item."""
    images = {number for box in _nested(meta, b"iinf") for number in _images(box)}
    stores = {_IN_FILE: content, _IN_META: b"".join(_nested(meta, b"idat"))}
    for box in _nested(meta, b"iloc"):
        for number, method, extents in _locations(box):
            if number in images:
                if method not in stores:
                    raise UnusualFileError
                store = stores[method]
                slices = (store[at : at + length if length else None] for at, length in extents)
                yield b"".join(slices)


def _images(iinf: bytes) -> Iterator[int]:
    for kind, entry in _boxes(iinf[8 if iinf[0] else 6 :]):
        if kind == b"infe":
            is_short = entry[0] <= _SHORT_IDS
            number, _, item = unpack_from(">HH4s" if is_short else ">IH4s", entry, 4)
            if item == b"av01":
                yield number


def _locations(iloc: bytes) -> Iterator[tuple[int, int, list[Extent]]]:
    """Yield the id of each item, where its data are, and its extents there."""
    version, sizes = iloc[0], [half for byte in iloc[4:6] for half in (byte >> 4, byte & 15)]
    offset_size, length_size, base_size, index_size = sizes
    at = 6

    def read(size: int) -> int:
        nonlocal at
        if at + size > len(iloc):
            raise UnusualFileError
        at += size
        return int.from_bytes(iloc[at - size : at], "big")

    id_size = 2 if version < 2 else 4  # noqa: PLR2004 - the version with ids of 32 bits
    if (count := read(id_size)) > _MAX_ITEMS:
        raise UnusualFileError
    for _ in range(count):
        number = read(id_size)
        method = read(2) & 15 if version else _IN_FILE
        read(2)  # the file; 0 is this one
        base = read(base_size)
        extents = []
        if (extent_count := read(2)) > _MAX_EXTENTS:
            raise UnusualFileError
        for _ in range(extent_count):
            read(index_size if version else 0)
            extents.append((base + read(offset_size), read(length_size)))
        yield number, method, extents


def _first_samples(content: bytes) -> Iterator[bytes]:
    for table in _nested(content, b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        boxes = dict(_boxes(table))
        if b"stsz" not in boxes:
            continue
        length, count = unpack_from(">II", boxes[b"stsz"], 4)
        if not length and count:
            (length,) = unpack_from(">I", boxes[b"stsz"], 12)
        is_large = b"co64" in boxes
        offsets = boxes[b"co64" if is_large else b"stco"]
        (at,) = unpack_from(">Q" if is_large else ">I", offsets, 8)
        yield content[at : at + length]
