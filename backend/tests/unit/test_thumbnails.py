"""Thumbnails: the right square, orientation and colours, without metadata."""

import io
from typing import NoReturn

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from PIL import Image, ImageChops, ImageOps, ImageStat

from foyer.pictures import resize
from foyer.pictures.cpu_limit import CpuTimeExceededError
from foyer.pictures.headers import Format
from foyer.pictures.thumbnails import make_thumbnails
from foyer.pictures.validation import (
    Crop,
    PictureDamagedError,
    PictureFormatError,
    PictureHasTooManyPixelsError,
    PictureTooCostlyError,
)
from foyer.settings import Settings
from testkit import photos
from testkit.photos import QUARTERS, colour_at, encode, quarters
from testkit.samples import mark_longer
from tests.unit.conftest import CORNERS, Make, assert_quarters
from tests.uploads import hostile, webp

SETTINGS = Settings()


def test_thumbnails_are_webp_squares_of_four_sizes(make: Make) -> None:
    thumbnails = make(photos.phone_photo())
    assert {size: image.size for size, image in thumbnails.items()} == {
        size: (size, size) for size in (64, 128, 256, 512)
    }
    assert {image.format for image in thumbnails.values()} == {"WEBP"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_is_applied(make: Make, orientation: int) -> None:
    for image in make(photos.phone_photo(1200, 1600, orientation)).values():
        assert_quarters(image)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_orientation_in_xmp_is_ignored_as_in_browsers(make: Make, kind: str) -> None:
    content = photos.with_xmp(quarters(160, 120), kind, '<x tiff:Orientation="6"/>')
    cut = make(content, Crop(x=80, y=60, size=60))[512]
    for corner in CORNERS:
        assert colour_at(cut, *corner) == pytest.approx(QUARTERS[3], abs=12)
    assert_quarters(make(content)[512])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_thumbnails_contain_no_metadata(kind: str) -> None:
    exif = Image.Exif()
    exif[photos.MAKER] = "A maker of phones"
    exif.get_ifd(photos.GPS)[2] = (52.0, 31.0, 12.0)
    metadata = {
        "exif": exif,
        "xmp": b"<x:xmpmeta/>",
        "icc_profile": photos.swapped_red_green_profile(),
    }
    source = io.BytesIO(encode(quarters(80, 60), kind, comment="Berlin", **metadata))
    for file in make_thumbnails(source, None, SETTINGS).values():
        assert [name for name, _ in webp.chunks(file)] == [b"VP8 "]


def test_crop_is_in_pixels_of_the_upright_picture(make: Make) -> None:
    content = photos.phone_photo(1200, 1600, orientation=6)
    bottom_right = make(content, Crop(x=700, y=900, size=400))[512]
    for corner in CORNERS:
        assert colour_at(bottom_right, *corner) == pytest.approx(QUARTERS[3], abs=12)


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("size", [(2053, 2048), (1013, 1021), (3012, 2999), (2049, 2047)])
def test_odd_sizes_can_be_cropped_at_every_edge(
    make: Make, size: tuple[int, int], orientation: int
) -> None:
    content = photos.phone_photo(*size, orientation)
    width, height = size
    for side in (min(size), min(size) - 1, 700):
        for x, y in ((0, 0), (width - side, 0), (0, height - side), (width - side, height - side)):
            assert make(content, Crop(x=x, y=y, size=side))[64].size == (64, 64)
    assert_quarters(make(content)[512])


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        # A slow machine: the task is retried and the picture is not refused.
        (SoftTimeLimitExceeded, SoftTimeLimitExceeded),
        (MemoryError, PictureTooCostlyError),
        (CpuTimeExceededError, PictureTooCostlyError),
        (SyntaxError, PictureDamagedError),
        (OverflowError, PictureDamagedError),
        (Image.DecompressionBombError, PictureDamagedError),
    ],
)
def test_decoder_error_becomes_a_picture_error(
    make: Make, monkeypatch: pytest.MonkeyPatch, raised: type[Exception], expected: type[Exception]
) -> None:
    def fail(*_: object) -> NoReturn:
        raise raised

    monkeypatch.setattr(resize, "_reduce", fail)
    with pytest.raises(expected):
        make(photos.phone_photo())


@pytest.mark.parametrize("orientation", [1, 6])
def test_crop_outside_the_picture_gives_the_centre(make: Make, orientation: int) -> None:
    content = photos.phone_photo(640, 480, orientation)
    assert_quarters(make(content, Crop(x=300, y=0, size=400))[512])


def test_small_pictures_are_enlarged(make: Make) -> None:
    assert make(encode(quarters(20, 10), "PNG"))[512].size == (512, 512)
    assert make(encode(quarters(1, 1), "PNG"))[64].size == (64, 64)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "AVIF", "MPO", "JPEG"])
def test_every_accepted_format(make: Make, kind: str) -> None:
    assert_quarters(make(encode(quarters(300, 300), kind))[256])


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_first_frame_of_an_animation_is_used(make: Make, kind: str) -> None:
    frames = [Image.new("RGB", (90, 90), colour) for colour in QUARTERS]
    content = encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    with Image.open(io.BytesIO(content)) as moving:
        assert getattr(moving, "n_frames", 1) == len(frames)
    first = make(content)[256]
    assert getattr(first, "n_frames", 1) == 1
    assert colour_at(first, 0.5, 0.5) == pytest.approx(QUARTERS[0], abs=14)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_broken_exif_is_ignored(make: Make) -> None:
    for exif in (b"Exif\0\0MM\0*", b"Exif\0\0II*\0\xff\xff\xff\x7f", b"Exif\0\0" + b"\xff" * 60):
        assert_quarters(make(encode(quarters(300, 300), "JPEG", exif=exif))[64])


MODES = ("RGB", "RGBA", "LA")
SCALED = [(mode, orientation) for mode in MODES for orientation in range(1, 9)]
# `make test` tries each orientation with one mode.
IS_LONGER = [MODES[orientation % len(MODES)] != mode for mode, orientation in SCALED]


@pytest.mark.parametrize(("mode", "orientation"), mark_longer(SCALED, IS_LONGER))
def test_scaling_by_strips_equals_scaling_at_once(mode: str, orientation: int) -> None:
    """Compare a crop of a large picture with the same steps on full-size copies."""
    whole = Image.linear_gradient("L").resize((2900, 2500)).convert(mode)
    if mode != "RGB":
        whole.putalpha(Image.radial_gradient("L").resize(whole.size))
    exif = Image.Exif()
    exif[photos.ORIENTATION] = orientation
    crop = Crop(x=171, y=93, size=2301)
    file = io.BytesIO(encode(whole, "PNG", exif=exif, compress_level=1))
    shown = resize.render_square(file, crop, SETTINGS)

    upright = ImageOps.exif_transpose(Image.open(file)).convert("RGBA")
    flat = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright).convert("RGB")
    box = (crop.x, crop.y, crop.x + crop.size, crop.y + crop.size)
    expected = flat.resize((512, 512), Image.Resampling.LANCZOS, box=box)
    difference = ImageStat.Stat(ImageChops.difference(shown, expected))
    assert max(high for _low, high in difference.extrema) <= 2


def test_small_thumbnails_look_like_those_scaled_at_once(make: Make) -> None:
    """Each size is made from the one before, which is faster."""
    thumbnails = make(photos.camera_photo(2))
    for size in (256, 128, 64):
        at_once = thumbnails[512].convert("RGB").resize((size, size), Image.Resampling.LANCZOS)
        difference = ImageChops.difference(thumbnails[size].convert("RGB"), at_once)
        assert max(ImageStat.Stat(difference).mean) < 4  # most of it by the compression


def test_size_that_only_the_decoder_sees_is_checked_too(make: Make) -> None:
    with pytest.raises(PictureHasTooManyPixelsError):
        make(hostile.with_wrong_size("GIF", 8000))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        encode(quarters(9, 9), "TIFF"),
        encode(quarters(9, 9), "BMP"),
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    ],
    ids=["empty", "text", "tiff", "bmp", "svg"],
)
def test_unsupported_format_is_refused_with_a_reason(make: Make, content: bytes) -> None:
    with pytest.raises(PictureFormatError, match="not a picture we can read"):
        make(content)


@pytest.mark.parametrize("kind", Format)
def test_half_a_picture_is_refused_as_damaged(make: Make, kind: Format) -> None:
    whole = encode(quarters(900, 900), kind)
    with pytest.raises(PictureDamagedError, match="damaged or incomplete"):
        make(whole[: len(whole) // 2])
