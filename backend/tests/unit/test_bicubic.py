"""Bicubic scaling: the fast package computes what Pillow computes."""

import random

import pytest
from PIL import Image, ImageChops

from foyer.pictures import bicubic
from foyer.pictures.bicubic import Box

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
    return [(0, 0, *SIZE), (1 / 3, 0.1, *SIZE), (0, 0, 39.9, 29.7), (20, 20, 21, 21), *parts]


@pytest.mark.skipif(bicubic.simd is None, reason="the package has no wheel for this system")
def test_package_and_pillow_give_the_same_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    image = grain()
    for side in (16, 64):
        for box in boxes():
            fast = bicubic.scale(image, (side, side), box)
            with monkeypatch.context() as patch:
                patch.setattr(bicubic, "simd", None)
                slow = bicubic.scale(image, (side, side), box)
            extrema = ImageChops.difference(fast, slow).getextrema()
            assert max(largest for _, largest in extrema) <= 2, box  # of 255, by rounding
