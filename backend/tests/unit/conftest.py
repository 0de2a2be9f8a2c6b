"""Fixtures of the unit tests."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from foyer.pictures.thumbnails import make_thumbnails
from foyer.pictures.validation import Crop
from foyer.settings import Settings
from testkit.photos import QUARTERS, colour_at

Make = Callable[..., dict[int, Image.Image]]
SETTINGS = Settings()
CORNERS = ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8))


@pytest.fixture
def make() -> Make:
    def make(content: bytes, crop: Crop | None = None) -> dict[int, Image.Image]:
        thumbnails = make_thumbnails(io.BytesIO(content), crop, SETTINGS)
        return {size: Image.open(io.BytesIO(file)) for size, file in thumbnails.items()}

    return make


def assert_quarters(image: Image.Image) -> None:
    for colour, corner in zip(QUARTERS, CORNERS, strict=True):
        assert colour_at(image, *corner) == pytest.approx(colour, abs=12)
