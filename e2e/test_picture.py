"""The picture in the form: what one sees behind the round window is what the thumbnails show."""

import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat
from playwright.sync_api import Browser, Locator, Page, expect

from e2e.forms import fill_in
from tests import photos
from tests.person import Person

# How far a thumbnail's pixels may be from what was sent: it is compressed.
NEARLY = 12.0


@dataclass
class Cut:
    """What of a picture is shown, in its own pixels."""

    x: float
    y: float
    size: float

    def of(self, picture: Image.Image, side: int) -> Image.Image:
        box = (self.x, self.y, self.x + self.size, self.y + self.size)
        return picture.resize((side, side), Image.Resampling.LANCZOS, box=box)


def marked(width: int, height: int) -> Image.Image:
    """A picture in which no two places look the same: blocks of random grey."""
    shades = random.Random(1)  # noqa: S311 - always the same ones
    cells = Image.new("L", (width // 20, height // 20))
    cells.putdata([shades.randrange(256) for _ in range(cells.width * cells.height)])
    return cells.resize((width, height), Image.Resampling.NEAREST).convert("RGB")


@pytest.fixture(params=[1, 6, 3, 8], ids=lambda turn: f"orientation-{turn}")
def photo(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Image.Image]:
    """A photo as a phone stores it, and upright."""
    upright = marked(1200, 1600)
    file = tmp_path / "me.jpg"
    file.write_bytes(photos.stored(upright, request.param))
    return file, upright


def choose(page: Page, file: Path) -> Locator:
    page.get_by_label(re.compile("Picture")).set_input_files(file)
    stage = page.get_by_role("application")
    expect(stage.locator("img")).to_have_css("position", "absolute")
    expect(page.get_by_role("slider")).to_be_visible()
    stage.scroll_into_view_if_needed()
    return stage


def shown(stage: Locator, picture: Image.Image) -> Cut:
    """What the window shows, from where the page has put the picture behind it."""
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
    """The largest one that the server made."""
    address = person.wait_for("SUCCESS")["thumbnails"]["512"]
    answer = httpx.get(f"{person.stack.url}{address}").raise_for_status()
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def difference(one: Image.Image, other: Image.Image, mask: Image.Image | None = None) -> float:
    """The mean distance of the pixels, 0 to 255."""
    means = ImageStat.Stat(ImageChops.difference(one, other), mask).mean
    return sum(means) / len(means)


def send(page: Page, person: Person) -> None:
    page.get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile("/welcome/"))
    person.sign_up_id = page.url.rsplit("/", 1)[1]


def assert_same(thumb: Image.Image, cut: Cut, upright: Image.Image) -> None:
    """The thumbnail is this cut: any other that is two pixels away fits it less."""
    near = difference(thumb, cut.of(upright, thumb.width))
    assert near < NEARLY
    room = upright.width - cut.size
    for across, down in product((-2, 0, 2), repeat=2):
        other = Cut(min(max(cut.x + across, 0), room), cut.y + down, cut.size)
        if other != cut:
            assert near < difference(thumb, other.of(upright, thumb.width)), (across, down)


@pytest.mark.usefixtures("complaints")
def test_the_thumbnail_is_what_the_window_showed(
    page: Page, person: Person, photo: tuple[Path, Image.Image]
) -> None:
    file, upright = photo
    fill_in(page, person)
    stage = choose(page, file)
    box = stage.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.wheel(0, -420)
    expect(page.get_by_role("slider")).not_to_have_attribute("aria-valuetext", "100%")
    page.mouse.down()
    page.mouse.move(middle[0] - 37, middle[1] + 61, steps=5)
    page.mouse.up()
    stage.press("ArrowLeft")
    cut = shown(stage, upright)
    assert 500 < cut.size < 700

    seen = Image.open(io.BytesIO(stage.screenshot())).convert("RGB")
    send(page, person)
    thumb = thumbnail(person)
    assert_same(thumb, cut, upright)
    assert difference(thumb.resize(seen.size), seen, round_window(seen.size)) < 2 * NEARLY


def round_window(size: tuple[int, int]) -> Image.Image:
    """Where the window is, without its frame."""
    mask = Image.new("L", size)
    frame = 6
    ImageDraw.Draw(mask).ellipse((frame, frame, size[0] - frame, size[1] - frame), fill=255)
    return mask


@pytest.mark.usefixtures("complaints")
def test_a_picture_nobody_moved_shows_its_middle(
    page: Page, person: Person, photo: tuple[Path, Image.Image]
) -> None:
    file, upright = photo
    fill_in(page, person)
    choose(page, file)
    send(page, person)
    assert_same(thumbnail(person), Cut(0, 200, 1200), upright)


@pytest.mark.usefixtures("complaints")
def test_the_keyboard_alone_moves_and_zooms(page: Page, tmp_path: Path) -> None:
    upright = marked(1200, 1600)
    file = tmp_path / "me.jpg"
    file.write_bytes(photos.encode(upright))
    page.goto("/sign-up")
    stage = choose(page, file)
    page.get_by_label("Name to show").focus()
    page.keyboard.press("Tab")
    expect(stage).to_be_focused()
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("ArrowDown")
    before = shown(stage, upright)
    assert before.size == pytest.approx(1200 / 1.1**2, abs=2)
    assert before.y == pytest.approx((1600 - before.size) / 2 - before.size * 0.02, abs=2)
    page.keyboard.press("Tab")
    expect(page.get_by_role("slider", name="Zoom")).to_be_focused()
    page.keyboard.press("End")
    assert shown(stage, upright).size == pytest.approx(150, abs=2)


@pytest.fixture
def phone(browser: Browser, base_url: str) -> Iterator[Page]:
    with browser.new_context(
        base_url=base_url, has_touch=True, viewport={"width": 390, "height": 844}
    ) as context:
        yield context.new_page()


def test_a_finger_drags_and_a_tap_brings_to_the_middle(phone: Page, tmp_path: Path) -> None:
    upright = marked(1200, 1600)
    file = tmp_path / "me.jpg"
    file.write_bytes(photos.encode(upright))
    phone.goto("/sign-up")
    stage = choose(phone, file)
    box = stage.bounding_box()
    assert box
    scrolled = phone.evaluate("scrollY")
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6)
    assert shown(stage, upright).y == pytest.approx(200 + 120, abs=4)
    assert phone.evaluate("scrollY") == scrolled
    assert stage.evaluate("stage => getComputedStyle(stage).touchAction") == "none"


@pytest.mark.parametrize("way", ["drop", "paste"])
@pytest.mark.usefixtures("complaints")
def test_a_picture_can_be_dropped_and_pasted(page: Page, way: str) -> None:
    page.goto("/sign-up")
    content = list(photos.encode(marked(200, 200)))
    page.evaluate(
        """([way, bytes]) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "me.jpg", { type: "image/jpeg" }));
          if (way === "drop") {
            const input = document.querySelector("#picture");
            input.files = data.files;
            input.dispatchEvent(new Event("change", { bubbles: true }));
          } else {
            const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
            document.body.dispatchEvent(event);
          }
        }""",
        [way, content],
    )
    expect(page.get_by_role("application", name="Move and zoom your picture")).to_be_visible()
    expect(page.get_by_text("me.jpg")).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_too_big_is_said_with_numbers_before_anything_is_sent(page: Page, tmp_path: Path) -> None:
    big = tmp_path / "big.jpg"
    big.write_bytes(photos.encode(marked(200, 200)).ljust(11_744_051, b"\0"))
    page.goto("/sign-up")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_label(re.compile("Picture")).set_input_files(big)
    said = "The picture must be smaller than 10 MB; yours is 11.2 MB"
    expect(page.get_by_text(said).first).to_be_visible()
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("alert").get_by_role("link", name=said)).to_be_visible()
    assert not any("/api/" in address for address in sent)


def test_a_picture_that_failed_is_replaced_on_the_page_that_follows(
    page: Page, person: Person, tmp_path: Path
) -> None:
    broken, good = tmp_path / "broken.jpg", tmp_path / "good.jpg"
    broken.write_bytes(photos.broken_in_the_middle())
    good.write_bytes(photos.phone_photo())
    fill_in(page, person)
    page.get_by_label(re.compile("Picture")).set_input_files(broken)
    send(page, person)
    page.get_by_role("button", name="Try another picture").click()
    page.get_by_label("Another picture").set_input_files(good)
    page.get_by_role("button", name="Use this picture").click()
    expect(page.locator("main img")).to_be_visible()
    expect(page.get_by_role("listitem").get_by_text(re.compile("Done in"))).to_be_visible()
    assert person.follow()["thumbnails"]
    assert person.follow()["state"] == "pending"
