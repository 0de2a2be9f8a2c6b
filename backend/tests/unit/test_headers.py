"""Headers: read without a decoder, and in agreement with one."""

import io
import struct
import time

import pytest
from PIL import Image

from foyer.pictures.headers import Format, Header, is_heic, read_header
from testkit.photos import encode, phone_photo, quarters
from tests.uploads import hostile
from tests.uploads.mutants import good_files, mutants


def header_of(content: bytes) -> Header | None:
    return read_header(io.BytesIO(content))


@pytest.mark.parametrize("name", good_files())
def test_the_format_and_the_size(name: str) -> None:
    sides = {"phone.jpg": (150, 200)}.get(name, (200, 150))
    header = header_of(good_files()[name])
    assert header
    assert (header.width, header.height) in {sides, sides[::-1]}


@pytest.mark.parametrize("name", hostile.strangers())
def test_strangers_have_none(name: str) -> None:
    content = hostile.strangers()[name]
    assert header_of(content) is None
    assert is_heic(io.BytesIO(content)) == (name == "heic")


@pytest.mark.parametrize("kind", list(Format))
def test_a_file_that_ends_within_its_header_has_none(kind: Format) -> None:
    whole = encode(quarters(40, 40), kind)
    complete = next(end for end in range(len(whole)) if header_of(whole[:end]))
    assert all(header_of(whole[:end]) is None for end in range(complete))
    assert header_of(whole[:complete]) == Header(kind, 40, 40)


def test_a_picture_without_pixels_is_none() -> None:
    assert header_of(hostile.png_that_says(0, 40)) is None


def test_the_largest_size_in_an_avif_counts() -> None:
    """A picture may be put together from tiles; each has its size, and so has the whole."""
    tile = struct.pack(">I4sIII", 20, b"ispe", 0, 64, 64)
    whole = struct.pack(">I4sIII", 20, b"ispe", 0, 9000, 7000)

    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", 8 + len(content)) + kind + content

    meta = box(b"meta", b"\0\0\0\0" + box(b"iprp", box(b"ipco", tile + whole + tile)))
    start = box(b"ftyp", b"avif\0\0\0\0avifmif1")
    assert header_of(start + meta) == Header(Format.AVIF, 9000, 7000)


def test_padding_and_junk_between_the_segments_of_a_jpeg() -> None:
    whole = phone_photo()
    place = whole.index(b"\xff\xdb")
    for junk in (b"\xff" * 9, b"\xff\0\xff\0", b"junk"):
        assert header_of(whole[:place] + junk + whole[place:]) == header_of(whole)


@pytest.mark.parametrize("junk", [b"\xff", b"\0", b"\xff\xe0\0\2", b"\0\0\0\x08free"])
def test_ten_megabytes_of_nothing_take_no_time(junk: bytes) -> None:
    rest = junk * (10 * 1024 * 1024 // len(junk))
    began = time.process_time()
    assert header_of(b"\xff\xd8\xff" + rest) is None
    assert header_of(b"\0\0\0\x10ftypavif\0\0\0\0" + rest) is None
    assert time.process_time() - began < 0.5


def test_where_pillow_sees_a_picture_we_see_the_same() -> None:
    seen = 0
    for mutant in mutants(1000, seed=7):
        try:
            with Image.open(io.BytesIO(mutant.content), formats=tuple(Format)) as image:
                kind = Format.JPEG if image.format == "MPO" else Format(str(image.format))
                claimed = Header(kind, *image.size)
        except Exception:  # noqa: BLE001, S112 - Pillow raises anything, and then there is nothing to see
            continue
        seen += 1
        header = header_of(mutant.content)
        assert header, mutant.name
        assert header.format is claimed.format, mutant.name
    assert seen > 300
