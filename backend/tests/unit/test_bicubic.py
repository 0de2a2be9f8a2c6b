"""Bicubic scaling: the fast package computes what Pillow computes, and finds memory free."""

import gc
import io
import random
from importlib.util import find_spec

import pytest
from PIL import Image, ImageChops, ImageStat

from foyer.pictures import bicubic
from foyer.pictures.bicubic import Box
from foyer.pictures.resize import render_square
from foyer.settings import Settings
from testkit.photos import encode, quarters

SIZE = (40, 30)


def grain() -> Image.Image:
    """Return noise of middle tones; both filters overshoot at hard edges, and clip in two steps."""
    channels = (Image.effect_noise(SIZE, 20) for _ in "rgb")
    return Image.merge("RGB", [*channels])


def boxes() -> list[Box]:
    """Return the whole, fractions at each edge, one pixel, and boxes at random."""
    width, height = SIZE
    numbers = random.Random(1)  # noqa: S311 - must be reproducible

    def edges(side: int) -> tuple[float, float]:
        start = numbers.uniform(0, side - 1)
        return start, numbers.uniform(start + 1, side)

    pairs = [(edges(width), edges(height)) for _ in range(50)]
    parts = [(left, top, right, bottom) for (left, right), (top, bottom) in pairs]
    whole, cut = (0, 0, width, height), (1 / 3, 0.1, width, height)
    return [whole, cut, (0, 0, 39.9, 29.7), (20, 20, 21, 21), *parts]


@pytest.mark.skipif(find_spec("cykooz_resizer") is None, reason="no wheel for this system")
def test_package_and_pillow_give_the_same_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    image = grain()
    for side in (16, 64):
        for box in boxes():
            fast = bicubic.scale(image, (side, side), box)
            with monkeypatch.context() as patch:
                patch.setattr(bicubic, "simd", None)
                slow = bicubic.scale(image, (side, side), box)
            difference = ImageStat.Stat(ImageChops.difference(fast, slow))
            assert max(high for _low, high in difference.extrema) <= 2, box  # by rounding


def test_decoded_picture_is_freed_before_the_scaling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package ends a process that gets no memory."""
    side = 1103  # of no other image
    file = io.BytesIO(encode(quarters(side, side), "PNG", compress_level=1))
    images: list[list[Image.Image]] = []
    scale = bicubic.scale

    def watched(image: Image.Image, size: tuple[int, int], box: Box) -> Image.Image:
        alive = [item for item in gc.get_objects() if isinstance(item, Image.Image)]
        images.append([item for item in alive if item.width == side and item is not image])
        return scale(image, size, box)

    monkeypatch.setattr(bicubic, "scale", watched)
    assert render_square(file, None, Settings()).size == (512, 512)
    assert images == [[]]
