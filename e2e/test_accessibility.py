"""Every page, in both themes and three widths: axe finds nothing, and nothing sticks out."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from e2e.conftest import log_in
from tests import photos
from tests.person import Person

OPEN_PAGES = [
    "/sign-up",
    "/log-in",
    "/confirm#token",
    "/reset-password",
    "/reset-password#token",
    "/nowhere",
]
WIDTHS = [320, 768, 1280]


def findings(page: Page) -> list[str]:
    results = Axe().run(page)
    return [
        f"{violation['id']}: {node['html']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def check(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.locator("main h1").wait_for()
    assert findings(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", OPEN_PAGES)
def test_open_pages(page: Page, path: str, theme: str) -> None:
    page.goto(path)
    check(page, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_form_with_its_errors(page: Page, theme: str) -> None:
    page.goto("/sign-up")
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("alert").wait_for()
    check(page, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_form_with_a_picture_to_move(page: Page, theme: str, tmp_path: Path) -> None:
    photo = tmp_path / "a-picture-with-a-rather-long-name-as-phones-give-them.jpg"
    photo.write_bytes(photos.phone_photo(1200, 1600))
    page.goto("/sign-up")
    page.get_by_label("Picture (optional)").set_input_files(photo)
    page.get_by_role("slider").wait_for()
    check(page, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_that_failed_and_another_one(page: Page, person: Person, theme: str) -> None:
    person.sign_up(photos.broken_in_the_middle()).raise_for_status()
    person.wait_for()
    page.goto(f"/welcome/{person.sign_up_id}")
    check(page, theme)
    page.get_by_role("button", name="Try another picture").click()
    page.get_by_role("button", name="Use this picture").click()
    page.get_by_role("alert").wait_for()
    check(page, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_waiting_and_the_profile(
    page: Page, context: BrowserContext, member: Person, theme: str
) -> None:
    page.goto(f"/welcome/{member.sign_up_id}")
    check(page, theme)
    log_in(context, member)
    page.goto("/profile")
    page.get_by_role("heading", name=member.name).wait_for()
    check(page, theme)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_administrators(
    page: Page, context: BrowserContext, admin: Person, member: Person, theme: str
) -> None:
    log_in(context, admin)
    page.goto("/admin/tasks")
    page.locator('a[href*="/admin/tasks/"]').first.wait_for()
    check(page, theme)
    task_id = member.task("send_confirmation_email")["id"]
    page.goto(f"/admin/tasks/{task_id}")
    page.get_by_role("main").get_by_text(task_id, exact=True).wait_for()
    check(page, theme)
    for path, sign in {"/admin/workers": "Last heartbeat", "/admin/staff": "(you)"}.items():
        page.goto(path)
        page.get_by_text(sign).first.wait_for()
        check(page, theme)
