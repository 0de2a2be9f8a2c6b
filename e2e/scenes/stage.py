"""Where scenes are played: a browser window in which nothing moves by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Browser, Page

from e2e.scenes.cast import Cast
from e2e.scenes.scene import Scene

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
ALL_PICTURES = "() => [...document.images].every(image => image.complete)"


@contextmanager
def on_stage(browser: Browser, cast: Cast, scene: Scene, width: int) -> Iterator[Page]:
    """A new window with the scene in it; what the scene took from the stack comes back after it."""
    with browser.new_context(
        base_url=cast.stack.url,
        viewport={"width": width, "height": 900},
        color_scheme="light",
        reduced_motion="reduce",
        locale=scene.locale,
        timezone_id="UTC",
    ) as context:
        page = context.new_page()
        try:
            scene.reach(page, cast)
            page.locator("main h1").wait_for()
            page.mouse.move(0, 0)  # what was pressed is no longer under it
            page.wait_for_function(ALL_PICTURES)
            yield page
        finally:
            cast.mend()
