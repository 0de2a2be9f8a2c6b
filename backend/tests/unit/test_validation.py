"""Validation of an upload by its content and header; the errors contain the numbers."""

import io

import pytest

from foyer.pictures.headers import Format, Header
from foyer.pictures.validation import (
    Crop,
    CropError,
    PictureFormatError,
    PictureHasTooManyPixelsError,
    PictureTooCostlyError,
    PictureTooLargeError,
    check_pixels,
    check_upload,
    parse_crop,
)
from foyer.settings import Settings
from testkit import photos, png
from tests.uploads import hostile

SETTINGS = Settings(picture_max_pixels=1_000_000)


def check(content: bytes, size: int | None = None) -> None:
    check_upload(io.BytesIO(content), len(content) if size is None else size, SETTINGS)


def test_photo_is_accepted_and_the_file_left_at_its_start() -> None:
    file = io.BytesIO(photos.phone_photo())
    check_upload(file, len(file.getvalue()), SETTINGS)
    assert file.tell() == 0


def test_too_many_bytes_are_refused_with_both_sizes() -> None:
    with pytest.raises(PictureTooLargeError, match=r"smaller than 10 MB; yours is 12\.5 MB"):
        check(b"", size=13_107_200)


@pytest.mark.parametrize("size", [(1001, 1000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_too_many_pixels_are_refused_by_the_header(size: tuple[int, int]) -> None:
    with pytest.raises(PictureHasTooManyPixelsError):
        check(png.header(*size))


@pytest.mark.parametrize("size", [(65_536, 1), (2, 500_000)])
def test_a_side_that_no_jpeg_has_is_refused_by_the_header(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooCostlyError):
        check(png.header(*size))


@pytest.mark.parametrize("kind", [Format.WEBP, Format.AVIF])
def test_formats_that_need_more_memory_have_a_lower_pixel_limit(kind: Format) -> None:
    check_pixels(Header(kind, 5000, 4000), Settings())
    with pytest.raises(
        PictureHasTooManyPixelsError, match=rf"^As {kind} .* 20 million .* 20\.1 mi"
    ):
        check_pixels(Header(kind, 5001, 4000), Settings())


@pytest.mark.parametrize(
    "size", [(8160, 6144), (8192, 6144), (8256, 6192), (8272, 6200), (6200, 8272)]
)
def test_sensor_of_50_megapixels_is_accepted(size: tuple[int, int]) -> None:
    """Phones and medium-format cameras: up to 51.3 million pixels are sold as 50."""
    check_pixels(Header(Format.JPEG, *size), Settings())


def test_error_of_too_many_pixels_has_both_numbers() -> None:
    with pytest.raises(
        PictureHasTooManyPixelsError, match=r"^As JPEG .* 52\.4 million pixels; yours has 52\.5 mi"
    ):
        check_pixels(Header(Format.JPEG, 8192, 6401), Settings())


def test_heic_error_explains_how_to_get_a_jpeg() -> None:
    with pytest.raises(PictureFormatError, match=r"HEIC photo.*Most Compatible.*by mail"):
        check(hostile.unsupported_files()["heic"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"PK\x03\x04 an archive",
        b"#!/bin/sh\necho hello\n",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        photos.encode(photos.quarters(9, 9), "TIFF"),
        photos.encode(photos.quarters(9, 9), "ICO"),
    ],
    ids=["empty", "pdf", "eps", "zip", "script", "svg", "heic", "tiff", "ico"],
)
def test_unsupported_format_is_refused(content: bytes) -> None:
    with pytest.raises(PictureFormatError):
        check(content)


def test_crop_is_parsed_from_json() -> None:
    assert parse_crop('{"x": 1, "y": 2, "size": 3}') == Crop(x=1, y=2, size=3)
    assert parse_crop(None) is parse_crop("") is None


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "[]",
        "{",
        '{"x": true, "y": 0, "size": 5}',
        '{"x": 0, "y": 0, "size": 99999999999}',
        '{"x": -1, "y": 0, "size": 5}',
        '{"x": 0, "y": 0, "size": 0}',
    ],
)
def test_malformed_crop_is_refused(text: str) -> None:
    with pytest.raises(CropError):
        parse_crop(text)
