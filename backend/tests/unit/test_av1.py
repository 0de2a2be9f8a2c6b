"""The frames of an AVIF are counted before a decoder sees it, or the file is refused."""

import struct

import pytest

from foyer.pictures.av1 import UnusualFileError, most_frames

FRAME, KEY_FRAME_HEADER, TEMPORAL_DELIMITER = 6, 3, 2  # types of units
BASE = 8 + 8  # position of the data in `avif`: after the head of `mdat`, and a box before it


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def units(*types: int) -> bytes:
    """Units of AV1 with one byte of content each."""
    return b"".join(bytes([kind << 3 | 0b10, 1, 0]) for kind in types)


def infe(number: int, kind: bytes = b"av01") -> bytes:
    return box(b"infe", struct.pack(">IHH4s", 2 << 24, number, 0, kind))


def iloc(*items: tuple[int, int, list[tuple[int, int]]]) -> bytes:
    """Version 1: the id, the method and the extents of each item, in 32 bits."""
    entries = b"".join(
        struct.pack(">HHHH", number, method, 0, len(extents))
        + b"".join(struct.pack(">II", *extent) for extent in extents)
        for number, method, extents in items
    )
    return box(b"iloc", struct.pack(">IBBH", 1 << 24, 0x44, 0, len(items)) + entries)


def meta(locations: bytes, *numbers: int, idat: bytes = b"") -> bytes:
    infos = b"".join(infe(number) for number in numbers)
    iinf = box(b"iinf", struct.pack(">IH", 0, len(numbers)) + infos)
    return box(b"meta", bytes(4) + iinf + locations + (box(b"idat", idat) if idat else b""))


def avif(data: bytes, *items: tuple[int, int, list[tuple[int, int]]]) -> bytes:
    numbers = [number for number, _, _ in items]
    return box(b"free") + box(b"mdat", data) + meta(iloc(*items), *numbers)


def track(offset: int, length: int, *, large: bool) -> bytes:
    stsz = box(b"stsz", struct.pack(">IIII", 0, 0, 1, length))
    offsets = struct.pack(">IIQ" if large else ">III", 0, 1, offset)
    table = box(b"stbl", stsz + box(b"co64" if large else b"stco", offsets))
    return box(b"moov", box(b"trak", box(b"mdia", box(b"minf", table))))


def test_frames_of_an_item_are_counted() -> None:
    data = units(TEMPORAL_DELIMITER, FRAME, KEY_FRAME_HEADER, FRAME)
    assert most_frames(avif(data, (1, 0, [(BASE, len(data))]))) == 3


def test_frames_of_an_item_in_several_extents_are_counted() -> None:
    data = units(FRAME, FRAME)
    assert most_frames(avif(data, (1, 0, [(BASE, 4), (BASE + 4, len(data) - 4)]))) == 2


def test_the_item_with_the_most_frames_counts() -> None:
    data = units(FRAME, FRAME, FRAME)
    assert most_frames(avif(data, (1, 0, [(BASE, 3)]), (2, 0, [(BASE + 3, 6)]))) == 2


def test_frames_inside_the_metadata_are_counted() -> None:
    data = units(FRAME, FRAME)
    content = meta(iloc((1, 1, [(0, len(data))])), 1, idat=data)
    assert most_frames(content) == 2


@pytest.mark.parametrize("large", [False, True])
def test_frames_of_the_first_sample_of_a_track_are_counted(*, large: bool) -> None:
    data = units(FRAME, FRAME, FRAME)
    content = box(b"free") + box(b"mdat", data) + track(BASE, 6, large=large)
    assert most_frames(content) == 2


def test_a_first_sample_that_is_also_an_item_is_counted() -> None:
    """Encoders write the first frame of an animation once, for both."""
    data = units(FRAME, FRAME) * 50
    content = avif(data, (1, 0, [(BASE, len(data))])) + track(BASE, len(data), large=False)
    assert 2 * len(data) > len(content)
    assert most_frames(content) == 100


def test_first_samples_that_overlap_are_refused() -> None:
    data = units(FRAME) * 100
    content = box(b"free") + box(b"mdat", data) + track(BASE, len(data), large=False) * 3
    with pytest.raises(UnusualFileError):
        most_frames(content)


def test_a_box_with_a_length_of_64_bits_is_read() -> None:
    data = units(FRAME, FRAME)
    mdat = struct.pack(">I4sQ", 1, b"mdat", 16 + len(data)) + data
    assert most_frames(mdat + meta(iloc((1, 0, [(16, len(data))])), 1)) == 2


@pytest.mark.parametrize(
    "content",
    [
        avif(units(*[TEMPORAL_DELIMITER] * 1001), (1, 0, [(BASE, 3003)])),
        avif(b"\x32" + b"\xff" * 9, (1, 0, [(BASE, 10)])),
        box(b"free") * 5001,
        struct.pack(">I4s", 4, b"free"),
        struct.pack(">I4sQ", 1, b"free", 8),
        meta(box(b"iloc", struct.pack(">IBBH", 1 << 24, 0x44, 0, 2001)), 1),
        meta(box(b"iloc", struct.pack(">IBBHHHHH", 1 << 24, 0x44, 0, 1, 1, 0, 0, 101)), 1),
        meta(box(b"iloc", struct.pack(">IBBHH", 1 << 24, 0x44, 0, 1, 1)), 1),
        avif(units(FRAME), (1, 2, [(BASE, 3)])),
        avif(units(FRAME) * 50, *[(number, 0, [(BASE, 150)]) for number in range(1, 30)]),
    ],
    ids=[
        "a thousand units",
        "a length without an end",
        "thousands of boxes",
        "a box shorter than its head",
        "a large box shorter than its head",
        "thousands of items",
        "hundreds of extents",
        "a cut table",
        "an item inside another item",
        "items that share their data",
    ],
)
def test_structure_that_no_encoder_writes_is_refused(content: bytes) -> None:
    with pytest.raises(UnusualFileError):
        most_frames(content)
