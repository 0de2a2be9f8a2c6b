"""Format and size from the header, compared with Pillow's."""

import io
import struct
import time

import pytest
from PIL import Image

from foyer.pictures.headers import Format, Header, is_heic, read_header
from testkit import png
from testkit.photos import encode, phone_photo, quarters
from testkit.picture_cases import gif_with_frame
from tests.uploads import hostile
from tests.uploads.mutants import mutants, valid_files


def header_of(content: bytes) -> Header | None:
    return read_header(io.BytesIO(content))


@pytest.mark.parametrize("name", valid_files())
def test_header_has_the_format_and_the_size(name: str) -> None:
    sides = {"phone.jpg": (150, 200)}.get(name, (200, 150))
    header = header_of(valid_files()[name])
    assert header
    assert (header.width, header.height) in {sides, sides[::-1]}


@pytest.mark.parametrize("name", hostile.unsupported_files())
def test_unsupported_file_has_no_header(name: str) -> None:
    content = hostile.unsupported_files()[name]
    assert header_of(content) is None
    assert is_heic(io.BytesIO(content)) == (name == "heic")


@pytest.mark.parametrize("kind", list(Format))
def test_file_truncated_within_its_header_has_no_header(kind: Format) -> None:
    content = encode(quarters(40, 40), kind)
    complete = next(end for end in range(len(content)) if header_of(content[:end]))
    assert all(header_of(content[:end]) is None for end in range(complete))
    assert header_of(content[:complete]) == Header(kind, 40, 40)


def test_picture_without_pixels_has_no_header() -> None:
    assert header_of(png.header(0, 40)) is None


@pytest.mark.parametrize("screen", [(0, 0), (0, 30), (30, 0)])
def test_gif_without_a_screen_has_the_size_of_its_first_frame(screen: tuple[int, int]) -> None:
    content = gif_with_frame(screen, (2, 3, 60, 50))
    comment = content[:-1].index(b",", 13)
    with_comment = content[:comment] + b"!\xfe\3abc\0" + content[comment:]
    for file in (content, with_comment):
        assert header_of(file) == Header(Format.GIF, 62, 53)
    assert header_of(content[:20]) is None


def test_gif_without_a_screen_or_a_frame_has_no_header() -> None:
    start = struct.pack("<6s2H3B", b"GIF89a", 0, 0, 0, 0, 0)
    start_time = time.process_time()
    for rest in (b"", b";", b"!\xfe" + b"\1x" * 5_000_000, b"!\xfe\0" * 3_000_000):
        assert header_of(start + rest) is None
    assert time.process_time() - start_time < 0.5


def test_avif_size_is_the_largest_declared() -> None:
    """A grid declares the size of each tile and of the whole picture."""
    tile = struct.pack(">I4sIII", 20, b"ispe", 0, 64, 64)
    whole = struct.pack(">I4sIII", 20, b"ispe", 0, 9000, 7000)

    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", 8 + len(content)) + kind + content

    meta = box(b"meta", b"\0\0\0\0" + box(b"iprp", box(b"ipco", tile + whole + tile)))
    start = box(b"ftyp", b"avif\0\0\0\0avifmif1")
    assert header_of(start + meta) == Header(Format.AVIF, 9000, 7000)


def test_padding_and_junk_between_jpeg_segments_are_skipped() -> None:
    content = phone_photo()
    position = content.index(b"\xff\xdb")
    for junk in (b"\xff" * 9, b"\xff\0\xff\0", b"junk"):
        assert header_of(content[:position] + junk + content[position:]) == header_of(content)


@pytest.mark.parametrize("junk", [b"\xff", b"\0", b"\xff\xe0\0\2", b"\0\0\0\x08free"])
def test_ten_megabytes_of_junk_are_refused_in_half_a_second(junk: bytes) -> None:
    padding = junk * (10 * 1024 * 1024 // len(junk))
    start = time.process_time()
    assert header_of(b"\xff\xd8\xff" + padding) is None
    assert header_of(b"\0\0\0\x10ftypavif\0\0\0\0" + padding) is None
    assert time.process_time() - start < 0.5


def test_header_agrees_with_pillow_for_mutants() -> None:
    compared = 0
    for mutant in mutants(1000, seed=7):
        try:
            with Image.open(io.BytesIO(mutant.content), formats=tuple(Format)) as image:
                kind = Format.JPEG if image.format == "MPO" else Format(str(image.format))
                pillow_header = Header(kind, *image.size)
        except Exception:  # noqa: BLE001, S112 - Pillow raises any type for broken files
            continue
        compared += 1
        header = header_of(mutant.content)
        assert header, mutant.name
        assert header.format is pillow_header.format, mutant.name
    assert compared > 300
