"""Colours of thumbnails: modes, transparency and profiles become sRGB."""

import pytest
from PIL import Image

from foyer.settings import Settings
from testkit import photos
from testkit.photos import QUARTERS, colour_at, encode, quarters
from tests.unit.conftest import CORNERS, Make, assert_quarters

SETTINGS = Settings()


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "RGBA", "LA", "I;16"])
def test_every_colour_mode_becomes_rgb(make: Make, mode: str) -> None:
    if mode == "I;16":
        image = Image.new("I;16", (80, 80), 0x8000)
    else:
        grey = Image.new("L", (80, 80), 128).convert("RGB")
        image = grey.quantize() if mode == "P" else grey.convert(mode)
    thumbnails = make(encode(image, "JPEG" if mode == "CMYK" else "PNG"))
    for shown in thumbnails.values():
        assert shown.mode == "RGB"
        if mode != "1":
            assert colour_at(shown, 0.5, 0.5) == pytest.approx((128, 128, 128), abs=8)


def test_transparent_pixels_become_white(make: Make) -> None:
    translucent = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert colour_at(make(encode(translucent, "PNG"))[128], 0.5, 0.5) == (255, 255, 255)


def test_translucent_pixels_are_blended_with_white(make: Make) -> None:
    red_glass = Image.new("RGBA", (3000, 3000), (255, 0, 0, 128))
    assert colour_at(make(encode(red_glass, "PNG"))[64], 0.5, 0.5) == pytest.approx(
        (255, 127, 127), abs=6
    )


def test_transparent_palette_entry_becomes_white(make: Make) -> None:
    image = quarters(200, 200).quantize(8)
    translucent = image.getpixel((150, 150))
    shown = make(encode(image, "PNG", transparency=translucent))[256]
    assert colour_at(shown, *CORNERS[0]) == pytest.approx(QUARTERS[0], abs=12)
    assert colour_at(shown, *CORNERS[3]) == pytest.approx((255, 255, 255), abs=6)


def test_inverted_cmyk_is_converted(make: Make) -> None:
    """Photoshop stores CMYK inverted, and so does Pillow."""
    content = encode(quarters(200, 200).convert("CMYK"), "JPEG", quality=95)
    assert b"Adobe" in content
    assert_quarters(make(content)[256])


def test_cmyk_profile_is_applied(make: Make) -> None:
    red = Image.new("CMYK", (80, 80), (0, 255, 255, 0))
    content = encode(red, "JPEG", icc_profile=photos.cyan_is_black_profile())
    assert colour_at(make(content)[64], 0.5, 0.5) == pytest.approx((255, 255, 255), abs=4)


@pytest.mark.parametrize(
    ("primaries", "stored"),
    [
        (photos.DISPLAY_P3_PRIMARIES, (117, 251, 76)),
        (photos.ADOBE_RGB_PRIMARIES, (144, 255, 60)),
    ],
    ids=["Display P3", "Adobe RGB"],
)
def test_wide_gamut_profile_is_converted_to_srgb(
    make: Make,
    primaries: tuple[photos.XYZ, photos.XYZ, photos.XYZ],
    stored: tuple[int, int, int],
) -> None:
    """The stored numbers are sRGB's green in these colour spaces."""
    content = encode(
        Image.new("RGB", (60, 60), stored), "PNG", icc_profile=photos.rgb_profile(*primaries)
    )
    assert colour_at(make(content)[64], 0.5, 0.5) == pytest.approx((0, 255, 0), abs=24)


def test_icc_profile_is_applied(make: Make) -> None:
    red = Image.new("RGB", (60, 60), (200, 30, 30))
    profile = photos.swapped_red_green_profile()
    assert colour_at(make(encode(red, "PNG"))[64], 0.5, 0.5) == pytest.approx((200, 30, 30), abs=6)
    for kind in ("PNG", "JPEG"):
        shown = colour_at(make(encode(red, kind, icc_profile=profile))[64], 0.5, 0.5)
        assert shown == pytest.approx((30, 200, 30), abs=12)


def test_broken_icc_profile_is_ignored(make: Make) -> None:
    content = encode(quarters(60, 60), "PNG", icc_profile=b"not a profile")
    assert_quarters(make(content)[64])
