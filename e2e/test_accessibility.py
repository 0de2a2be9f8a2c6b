"""Every scene passes axe in both themes and fits three widths."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from e2e.scenes import SCENES
from e2e.scenes.people import People
from e2e.scenes.scene import Scene
from e2e.scenes.window import THEMES, Theme, open_scene
from local.stack import Stack

USUAL = 1280
WIDTHS = (320, 768, USUAL)
VIOLATIONS: dict[str, object] = {"resultTypes": ["violations"]}
# WCAG's enhanced contrast, and one scene of each kind of page.
CONTRAST_ONLY: dict[str, object] = {
    **VIOLATIONS,
    "runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]},
    "rules": {"color-contrast-enhanced": {"enabled": True}},
}
CONTRASTED = {
    *("sign-up-errors", "welcome-picture-failed", "profile-forms-with-errors"),
    *("tasks", "task-failed", "staff"),
}


@pytest.fixture(scope="session")
def people(stack: Stack) -> Iterator[People]:
    with People(stack) as people:
        yield people


def findings(page: Page, options: dict[str, object] = VIOLATIONS) -> list[str]:
    results = Axe().run(page, options=options)
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


def scenes_in_themes() -> list[Any]:
    """Return each scene in each theme; `make test` runs every other scene in the dark theme."""
    return [
        pytest.param(
            scene,
            theme,
            id=f"{scene.name}-{theme}",
            marks=[] if theme == THEMES[number % len(THEMES)] else [pytest.mark.longer],
        )
        for number, scene in enumerate(SCENES)
        for theme in THEMES
    ]


@pytest.mark.parametrize(("scene", "theme"), scenes_in_themes())
def test_scene_passes_axe_and_fits_its_width(
    scene: Scene, theme: Theme, browser: Browser, browser_name: str, people: People
) -> None:
    if scene.chromium_only and browser_name != "chromium":
        pytest.skip("only Chromium can have a slow network")
    with open_scene(browser, people, scene, USUAL) as page:
        page.emulate_media(color_scheme=theme)
        assert findings(page) == []
        assert too_wide(page) == []


@pytest.mark.parametrize(
    "scene", [scene for scene in SCENES if scene.name in CONTRASTED], ids=lambda scene: scene.name
)
def test_scene_has_a_contrast_of_7_to_1_for_users_who_prefer_more(
    scene: Scene, browser: Browser, people: People
) -> None:
    with open_scene(browser, people, scene, USUAL) as page:
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, contrast="more")
            assert findings(page, CONTRAST_ONLY) == [], theme


def test_scene_names_are_unique() -> None:
    assert len({scene.name for scene in SCENES}) == len(SCENES)
