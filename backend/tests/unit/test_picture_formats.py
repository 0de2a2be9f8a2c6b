"""Readers of the formats: files that browsers show, missing ends, and the cost of decoding."""

import io
import time
from pathlib import Path

import pytest
from PIL import Image

from foyer.pictures.decode import MAX_MISSING
from foyer.pictures.formats import READERS
from foyer.pictures.formats.jpeg import MAX_BLOCK_VISITS
from foyer.pictures.headers import Format
from foyer.pictures.resize import render_square
from foyer.pictures.thumbnails import make_thumbnails
from foyer.pictures.validation import PictureDamagedError, PictureTooCostlyError
from foyer.settings import Settings
from testkit.avif_cases import cropped_avif
from testkit.orientation_cases import ignored_orientations, orientation_cases
from testkit.photos import QUARTERS, colour_at, encode
from testkit.picture_cases import interlaced_png, picture_cases, start_of, textured, without_rows
from testkit.png import SIGNATURE, chunk
from tests.uploads import hostile


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "source"


def thumbnail(source: Path, content: bytes) -> Image.Image:
    source.write_bytes(content)
    with source.open("rb") as file:
        thumbnails = make_thumbnails(file, None, Settings())
    return Image.open(io.BytesIO(thumbnails[512])).convert("RGB")


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("name", picture_cases())
def test_picture_that_browsers_show_becomes_a_thumbnail(source: Path, name: str) -> None:
    assert thumbnail(source, picture_cases()[name]).size == (512, 512)


@pytest.mark.parametrize(
    ("name", "colour"),
    [
        ("png compressed text", (200, 30, 30)),
        ("png wrong checksum of gamma", (200, 30, 30)),
        ("png cicp p3", (250, 29, 49)),
        ("png cicp pq", (255, 0, 0)),
        ("png gamma", (128, 128, 128)),
        ("png gamma and profile", (56, 231, 57)),
        ("png cicp and profile", (250, 29, 49)),
        ("png gamma and a wrong rendering intent", (242, 133, 134)),
        ("png profile with an empty name", (230, 59, 60)),
        ("png gamma behind its pixels", (230, 59, 60)),
        ("png profile behind its pixels", (230, 59, 60)),
        ("png code points behind its pixels", (230, 59, 60)),
        ("png transparency before its palette", (200, 30, 30)),
        ("webp profile without a flag", (200, 30, 30)),
        ("webp alpha without a flag", (200, 30, 30)),
        ("jpeg profile with code points", (220, 0, 6)),
        ("jpeg profile with code points of srgb", (200, 30, 30)),
        ("avif p3", (220, 0, 6)),
        ("avif profile and code points", (24, 202, 24)),
        ("png grey 16 bits transparent", (50, 50, 50)),
        ("png hidden default image", (30, 160, 30)),
        ("png hidden default image, small frame", (255, 255, 255)),
        ("gif small frame", (255, 255, 255)),
        ("webp animation on a background", (255, 255, 255)),
    ],
)
def test_colour_is_that_of_a_browser(source: Path, name: str, colour: tuple[int, ...]) -> None:
    """The values are those of Chromium 156, at 100 of 512 pixels; e2e compares the whole."""
    shown = thumbnail(source, picture_cases()[name])
    assert colour_at(shown, 100 / 512, 100 / 512) == pytest.approx(colour, abs=3)


@pytest.mark.parametrize(
    ("offset", "is_cropped"), [((-20, -16), True), ((0, 0), False)], ids=["top left", "middle"]
)
def test_avif_is_cropped_where_a_browser_crops_it(
    source: Path, offset: tuple[int, int], *, is_cropped: bool
) -> None:
    """The crop has the upper left quarter of the picture."""
    shown = thumbnail(source, cropped_avif((40, 32), offset))
    bottom_right = QUARTERS[0] if is_cropped else QUARTERS[3]
    assert colour_at(shown, 0.9, 0.9) == pytest.approx(bottom_right, abs=12)


@pytest.mark.parametrize("name", orientation_cases())
def test_orientation_counts_where_a_browser_reads_it(source: Path, name: str) -> None:
    is_rotated = name not in ignored_orientations()
    top_left = QUARTERS[2] if is_rotated else QUARTERS[0]
    shown = thumbnail(source, picture_cases()[name])
    assert colour_at(shown, 0.2, 0.2) == pytest.approx(top_left, abs=12)


@pytest.mark.parametrize(
    "content",
    [
        encode(textured(320)),
        encode(textured(320), "PNG"),
        interlaced_png(),
        encode(textured(320), "GIF", interlace=0),
        encode(textured(320), "GIF", interlace=1),
    ],
    ids=["JPEG", "PNG", "interlaced PNG", "GIF", "interlaced GIF"],
)
def test_missing_end_is_tolerated_up_to_the_limit(source: Path, content: bytes) -> None:
    thumbnail(source, start_of(content, 1 - MAX_MISSING + 0.1))
    with pytest.raises(
        PictureDamagedError, match=r"incomplete: \d\d% of it is missing .* most 25%"
    ):
        thumbnail(source, start_of(content, 1 - MAX_MISSING - 0.1))


def test_png_whose_complete_data_lack_rows_is_truncated(source: Path) -> None:
    content = encode(textured(320), "PNG")
    shown = thumbnail(source, without_rows(content, MAX_MISSING - 0.1))
    assert colour_at(shown, 0.5, 0.97) == (255, 255, 255)
    with pytest.raises(PictureDamagedError, match=r"incomplete: 3\d% of it is missing"):
        thumbnail(source, without_rows(content, MAX_MISSING + 0.1))


@pytest.mark.parametrize(("mode", "shown"), [("RGB", (0, 0, 0)), ("RGBA", (255, 255, 255))])
def test_png_that_ends_with_zeros_is_complete(
    source: Path, mode: str, shown: tuple[int, ...]
) -> None:
    content = encode(Image.new(mode, (80, 80)), "PNG")
    assert colour_at(thumbnail(source, content), 0.5, 0.97) == shown


def test_rows_that_are_missing_are_white(source: Path) -> None:
    shown = thumbnail(source, start_of(encode(textured(), "PNG"), 0.85))
    assert colour_at(shown, 0.5, 0.97) == (255, 255, 255)
    assert colour_at(shown, 0.2, 0.2) != (255, 255, 255)


@pytest.mark.parametrize("side", [640, 650, 3000])
def test_jpeg_that_lacks_only_its_end_marker_is_complete(side: int) -> None:
    content = encode(textured(side))
    one, other = (
        render_square(io.BytesIO(file), None, Settings()) for file in (content, content[:-2])
    )
    assert one.tobytes() == other.tobytes()


def test_progressive_jpeg_needs_one_scan_of_each_component(source: Path) -> None:
    content = encode(textured(), progressive=True)
    thumbnail(source, start_of(content, 0.3))
    with pytest.raises(PictureDamagedError):
        thumbnail(source, start_of(content, 0.02))


@pytest.mark.parametrize("kind", [Format.WEBP, Format.AVIF])
def test_missing_end_is_refused_where_browsers_show_nothing(source: Path, kind: Format) -> None:
    with pytest.raises(PictureDamagedError):
        thumbnail(source, start_of(encode(textured(), kind), 0.98))


def test_jpeg_of_hundreds_of_scans_is_refused_before_decoding(source: Path) -> None:
    """A file of 220 kB would take 15 s of processor time."""
    content = hostile.scan_bomb(side=7000, scans=500)
    assert len(content) < 315_000
    start = time.process_time()
    with pytest.raises(PictureTooCostlyError):
        thumbnail(source, content)
    assert time.process_time() - start < 0.5


def test_jpeg_of_the_most_scans_allowed_is_decoded_in_seconds(source: Path) -> None:
    scans = MAX_BLOCK_VISITS // (875 * 875 + 1000) - 7
    start = time.process_time()
    thumbnail(source, hostile.scan_bomb(side=7000, scans=scans))
    assert time.process_time() - start < 4  # measured: 1.5


def test_avif_of_hundreds_of_frames_is_refused_before_decoding(source: Path) -> None:
    """A file of 205 kB would take 11 s of processor time in one call of the decoder."""
    content = hostile.frame_bomb(frames=300)
    assert len(content) < 315_000
    start = time.process_time()
    with pytest.raises(PictureTooCostlyError):
        thumbnail(source, content)
    assert time.process_time() - start < 0.5


def test_animated_avif_of_equal_frames_becomes_a_thumbnail(source: Path) -> None:
    frame = textured(320)
    content = encode(frame, "AVIF", speed=10, save_all=True, append_images=[frame], duration=100)
    assert colour_at(thumbnail(source, content), 0.2, 0.2) == pytest.approx((186, 50, 50), abs=40)


def test_jpeg_with_arithmetic_coding_is_refused_before_decoding(source: Path) -> None:
    """A visit of a block takes six times as long there."""
    content = encode(textured(), progressive=True).replace(b"\xff\xc2", b"\xff\xca", 1)
    with pytest.raises(PictureTooCostlyError):
        thumbnail(source, content)


def test_progressive_jpeg_that_needs_too_much_memory_is_refused_before_decoding(
    source: Path,
) -> None:
    content = encode(Image.new("CMYK", (8000, 6000)), progressive=True)
    with pytest.raises(PictureTooCostlyError, match="without the option “progressive”"):
        thumbnail(source, content)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (Format.JPEG, b"\xff\xd8" + b"\xff" * 10_000_000),
        (Format.JPEG, b"\xff\xd8" + b"\xff\xe0\0\2" * 2_500_000),
        (Format.JPEG, b"\xff\xd8" + b"\xff\xda\0\3\0" * 2_000_000),
        (Format.PNG, SIGNATURE + chunk(b"IDAT", b"") * 800_000),
        (Format.GIF, b"GIF89a\1\0\1\0\0\0\0" + b"!\xfe" + b"\1x" * 5_000_000),
        (Format.WEBP, b"RIFF\0\0\0\0WEBP" + b"XXXX\0\0\0\0" * 1_200_000),
    ],
    ids=["jpeg padding", "jpeg segments", "jpeg scans", "png", "gif", "webp"],
)
def test_file_of_tiny_parts_is_refused_in_half_a_second(kind: Format, content: bytes) -> None:
    start = time.process_time()
    with pytest.raises((PictureTooCostlyError, PictureDamagedError)):
        READERS[kind](content)
    assert time.process_time() - start < 0.5
