"""Every scene passes axe in all themes and fits three widths."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from e2e.scenes import SCENES
from e2e.scenes.people import People
from e2e.scenes.scene import Scene
from e2e.scenes.window import THEMES, open_scene
from local.stack import Stack
from testkit.samples import ALL_CASES

USUAL = 1280
WIDTHS = (320, 768, USUAL)


@pytest.fixture(scope="session")
def people(stack: Stack) -> Iterator[People]:
    with People(stack) as people:
        yield people


# The rules that depend on colours: the only difference between the themes.
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def findings(page: Page, **options: Any) -> list[str]:
    results = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return [
        f"{violation['id']}: {node['html']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def too_wide(page: Page) -> list[int]:
    """Return the widths at which an element overflows the page."""
    overflowing = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            overflowing.append(width)
    return overflowing


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_scene_passes_axe_and_fits_its_width(
    scene: Scene, browser: Browser, browser_name: str, people: People
) -> None:
    if scene.chromium_only and browser_name != "chromium":
        pytest.skip("only Chromium can have a slow network")
    with open_scene(browser, people, scene, USUAL) as page:
        assert findings(page) == []
        for theme in THEMES[1:]:
            page.emulate_media(color_scheme=theme)
            assert findings(page, **({} if ALL_CASES else {"runOnly": OF_COLOURS})) == [], theme
        assert too_wide(page) == []


def test_scene_names_are_unique() -> None:
    assert len({scene.name for scene in SCENES}) == len(SCENES)
