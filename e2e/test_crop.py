"""The cropper: the thumbnails show the part of the picture in the round preview."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from e2e.cuts import (
    NEARLY,
    Cut,
    assert_same,
    choose,
    difference,
    marked,
    round_window,
    send,
    shown,
    thumbnail,
)
from e2e.forms import fill_in
from testkit import photos
from testkit.person import Person
from testkit.wait import wait_until


@pytest.fixture(params=[1, 6, 3, 8, "xmp", "density"], ids=lambda kind: f"orientation-{kind}")
def photo(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Image.Image]:
    """Return a photo as stored (EXIF or XMP orientation, EXIF density) and its upright version."""
    upright = marked(1200, 1600)
    file = tmp_path / "me.jpg"
    if request.param == "density":
        file.write_bytes(photos.with_density(upright))
    elif request.param == "xmp":
        file.write_bytes(photos.with_xmp(upright, "JPEG", '<x tiff:Orientation="6"/>'))
    else:
        file.write_bytes(photos.photo_with_orientation(upright, request.param))
    return file, upright


@pytest.mark.usefixtures("complaints")
def test_thumbnail_matches_the_crop_preview(
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


@pytest.mark.usefixtures("complaints")
def test_unmoved_picture_is_cropped_to_its_middle(
    page: Page, person: Person, photo: tuple[Path, Image.Image]
) -> None:
    file, upright = photo
    fill_in(page, person)
    choose(page, file)
    send(page, person)
    assert_same(thumbnail(person), Cut(0, 200, 1200), upright)


@pytest.mark.usefixtures("complaints")
def test_cropper_works_with_the_keyboard_alone(page: Page, tmp_path: Path) -> None:
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
    slider = page.get_by_role("slider", name="Zoom")
    expect(slider).to_be_focused()
    zoom = float(slider.input_value())
    page.keyboard.press("ArrowRight")
    assert 0 < float(slider.input_value()) - zoom <= 0.1
    page.keyboard.press("End")
    assert shown(stage, upright).size == pytest.approx(150, abs=2)


@pytest.fixture
def phone(browser: Browser, base_url: str) -> Iterator[Page]:
    with browser.new_context(
        base_url=base_url, has_touch=True, viewport={"width": 390, "height": 844}
    ) as context:
        yield context.new_page()


def test_touch_drags_the_picture_and_a_tap_centres_it(phone: Page, tmp_path: Path) -> None:
    upright = marked(1200, 1600)
    file = tmp_path / "me.jpg"
    file.write_bytes(photos.encode(upright))
    phone.goto("/sign-up")
    stage = choose(phone, file)
    box = stage.bounding_box()
    assert box
    scrolled = phone.evaluate("scrollY")
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6)
    wait_until(lambda: shown(stage, upright).y == pytest.approx(200 + 120, abs=4))
    assert phone.evaluate("scrollY") == scrolled
    assert stage.evaluate("stage => getComputedStyle(stage).touchAction") == "none"


def test_page_that_is_read_from_the_right_shows_the_same_part(page: Page, tmp_path: Path) -> None:
    upright = marked(1600, 1200)
    file = tmp_path / "me.jpg"
    file.write_bytes(photos.encode(upright))
    page.goto("/sign-up")
    page.evaluate("document.documentElement.dir = 'rtl'")
    stage = choose(page, file)
    assert shown(stage, upright).x == pytest.approx(200, abs=2)
    stage.press("ArrowRight")
    assert shown(stage, upright).x == pytest.approx(200 - 1200 * 0.02, abs=2)
