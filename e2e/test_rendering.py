"""Thumbnails show what the browser shows of the same file: pixels, colours, orientation."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, Page

from foyer.pictures.thumbnails import make_thumbnails
from foyer.settings import Settings
from testkit.picture_cases import picture_cases

SIDE = 512
ADDRESS = "http://pictures.test"
PAGE = f"""<!doctype html><style>
body {{ margin: 0; background: white }}
img {{ display: block; inline-size: {SIDE}px; block-size: {SIDE}px; object-fit: cover }}
</style><img alt="">"""

# Both scale with different filters, so details differ and the averages of 16 by 16 pixels do not.
CELLS = 32
TOLERANCE = 2.5  # of 255, on average; of one colour channel

# Chromium leaves out the last row of blocks, even if it is complete.
COMPARED_HEIGHT = {"jpeg without its end": 0.95, "jpeg cut": 0.75}


@pytest.fixture(scope="module")
def blank(browser: Browser, browser_name: str) -> Iterator[Page]:
    if browser_name != "chromium":
        pytest.skip("the expected values are those of Chromium")
    page = browser.new_page(viewport={"width": SIDE, "height": SIDE})
    yield page
    page.close()


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("name", picture_cases())
def test_thumbnail_looks_as_in_the_browser(blank: Page, name: str) -> None:
    content = picture_cases()[name]
    thumbnails = make_thumbnails(io.BytesIO(content), None, Settings())
    thumbnail = Image.open(io.BytesIO(thumbnails[SIDE]))
    box = (0, 0, SIDE, int(SIDE * COMPARED_HEIGHT.get(name, 1)))
    shown, made = rendered(blank, content).crop(box), thumbnail.convert("RGB").crop(box)
    assert largest_difference(shown, made) < TOLERANCE


def rendered(page: Page, content: bytes) -> Image.Image:
    """Show the file as the page's only picture and return the screenshot."""
    page.unroute_all()
    page.route(f"{ADDRESS}/", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.route(f"{ADDRESS}/file", lambda route: route.fulfill(body=content))
    page.goto(f"{ADDRESS}/")
    page.evaluate(
        """async () => {
          const picture = document.querySelector("img");
          picture.src = "/file";
          await picture.decode();
        }"""
    )
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def largest_difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of the colour channel that differs most."""
    small = [image.resize((CELLS, CELLS), Image.Resampling.BOX) for image in (one, other)]
    return max(ImageStat.Stat(ImageChops.difference(*small)).mean)
