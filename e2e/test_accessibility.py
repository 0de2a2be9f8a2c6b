"""Every scene, in both themes and three widths: axe finds nothing, and nothing sticks out."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from e2e.scenes import SCENES
from e2e.scenes.cast import Cast
from e2e.scenes.scene import Scene
from e2e.scenes.stage import THEMES, on_stage
from local.stack import Stack

USUAL = 1280
WIDTHS = (320, 768, USUAL)


@pytest.fixture(scope="session")
def cast(stack: Stack) -> Iterator[Cast]:
    with Cast(stack) as cast:
        yield cast


def findings(page: Page) -> list[str]:
    results = Axe().run(page)
    return [
        f"{violation['id']}: {node['html']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def too_wide(page: Page) -> list[int]:
    """The widths at which something sticks out."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_everybody_can_use(scene: Scene, browser: Browser, browser_name: str, cast: Cast) -> None:
    if scene.chromium_only and browser_name != "chromium":
        pytest.skip("only Chromium can have a slow network")
    with on_stage(browser, cast, scene, USUAL) as page:
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            assert findings(page) == [], theme
        assert too_wide(page) == []  # themes are colours, no more


def test_no_two_scenes_have_the_same_name() -> None:
    assert len({scene.name for scene in SCENES}) == len(SCENES)
