"""The browser window of a scene, without animations."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Page

from e2e.scenes.people import People
from e2e.scenes.scene import Scene

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
ALL_PICTURES = "() => [...document.images].every(image => image.complete)"


@contextmanager
def open_scene(browser: Browser, people: People, scene: Scene, width: int) -> Iterator[Page]:
    """Open a scene in a new window; start the servers that it stopped afterwards."""
    with browser.new_context(
        base_url=people.stack.url,
        viewport={"width": width, "height": 900},
        color_scheme="light",
        reduced_motion="reduce",
        locale=scene.locale,
        timezone_id="UTC",
    ) as context:
        page = context.new_page()
        try:
            scene.open(page, people)
            page.locator("main h1").wait_for()
            page.mouse.move(0, 0)  # no hover effect on the pressed button
            page.wait_for_function(ALL_PICTURES)
            yield page
        finally:
            people.restore()
