"""Crops: the part of a picture in the page's preview, and the part in the server's thumbnail."""

import io
import random
import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import httpx
from PIL import Image, ImageChops, ImageDraw, ImageStat
from playwright.sync_api import Locator, Page, expect

from testkit.person import Person

# Mean difference of pixels that compression may cause.
NEARLY = 12.0


@dataclass
class Cut:
    """A crop, in pixels of the picture."""

    x: float
    y: float
    size: float

    def of(self, picture: Image.Image, side: int) -> Image.Image:
        box = (self.x, self.y, self.x + self.size, self.y + self.size)
        return picture.resize((side, side), Image.Resampling.LANCZOS, box=box)


def marked(width: int, height: int) -> Image.Image:
    """Return a picture of random grey blocks, in which every crop is different."""
    shades = random.Random(1)  # noqa: S311 - must be repeatable
    cells = Image.new("L", (width // 20, height // 20))
    cells.putdata([shades.randrange(256) for _ in range(cells.width * cells.height)])
    return cells.resize((width, height), Image.Resampling.NEAREST).convert("RGB")


def choose(page: Page, file: Path) -> Locator:
    page.get_by_label(re.compile("Picture")).set_input_files(file)
    stage = page.get_by_role("application")
    expect(stage.locator("img")).to_have_css("position", "absolute")
    expect(page.get_by_role("slider")).to_be_visible()
    stage.scroll_into_view_if_needed()
    return stage


def shown(stage: Locator, picture: Image.Image) -> Cut:
    """Return the crop in the preview, from the position of the picture behind the window."""
    box: dict[str, Any] = stage.evaluate(
        """stage => {
          const at = stage.querySelector("img").getBoundingClientRect();
          const window = stage.getBoundingClientRect();
          const edge = stage.clientLeft;
          return {
            x: window.left + edge - at.left, y: window.top + edge - at.top,
            size: stage.clientWidth, width: at.width,
          };
        }"""
    )
    scale = picture.width / box["width"]
    return Cut(box["x"] * scale, box["y"] * scale, box["size"] * scale)


def thumbnail(person: Person) -> Image.Image:
    """Return the largest thumbnail of the server."""
    address = person.wait_for("SUCCESS")["thumbnails"]["512"]
    answer = httpx.get(f"{person.stack.url}{address}").raise_for_status()
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def difference(one: Image.Image, other: Image.Image, mask: Image.Image | None = None) -> float:
    """Return the mean difference of the pixels, 0 to 255."""
    means = ImageStat.Stat(ImageChops.difference(one, other), mask).mean
    return sum(means) / len(means)


def send(page: Page, person: Person) -> None:
    page.get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile("/welcome/"))
    person.sign_up_id = page.url.rsplit("/", 1)[1]


def assert_same(thumb: Image.Image, cut: Cut, upright: Image.Image) -> None:
    """Assert that the thumbnail shows this crop: every crop two pixels away fits worse."""
    near = difference(thumb, cut.of(upright, thumb.width))
    assert near < NEARLY
    room = upright.width - cut.size
    for across, down in product((-2, 0, 2), repeat=2):
        other = Cut(min(max(cut.x + across, 0), room), cut.y + down, cut.size)
        if other != cut:
            assert near < difference(thumb, other.of(upright, thumb.width)), (across, down)


def round_window(size: tuple[int, int]) -> Image.Image:
    """Return the window's position without its border."""
    mask = Image.new("L", size)
    frame = 6
    ImageDraw.Draw(mask).ellipse((frame, frame, size[0] - frame, size[1] - frame), fill=255)
    return mask
