"""`make screenshots`: every page and state, in two widths and both themes, from the real product.

Those that the docs show go to docs/images/, all of them to .local/screenshots/.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from e2e.conftest import log_in
from e2e.portrait import portrait
from local.stack import Stack
from tests import photos
from tests.person import Person

WIDTHS = (320, 1280)
THEMES = ("light", "dark")
ROWS = 4000  # of made-up history
IN_DOCS = {"tasks", "task", "workers"}
TALL = 1600  # pixels; what is longer is cut in the docs
_ROOT = Path(__file__).parents[1]
_ALL = _ROOT / ".local/screenshots"
_DOCS = _ROOT / "docs/images"


@dataclass(frozen=True, slots=True)
class Scene:
    """A page in a state: how to get there, and as whom."""

    name: str
    path: str
    visitor: Person | None = None
    prepare: Callable[[Page], None] = lambda _page: None


def main() -> None:
    shutil.rmtree(_ALL, ignore_errors=True)
    _ALL.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder)) as stack,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"),
            args=["--no-sandbox"],  # our own pages only, and root cannot have it
        )
        scenes = _scenes(stack)
        for width in WIDTHS:
            for theme in THEMES:
                for scene in scenes:
                    _shoot(browser, stack, scene, width, theme)
        browser.close()
    print(f"{len(scenes) * len(WIDTHS) * len(THEMES)} pictures in {_ALL.relative_to(_ROOT)}")


def _scenes(stack: Stack) -> list[Scene]:
    stack.foyer("seed-history", "--rows", str(ROWS))
    member, failed, admin = (
        Person(stack, f"{name}@example.com") for name in ("ada", "bob", "grace")
    )
    member.sign_up(portrait()).raise_for_status()
    failed.sign_up(photos.broken_in_the_middle()).raise_for_status()
    for person in (member, failed):
        person.wait_for("SUCCESS", "FAILURE")
    member.confirm().raise_for_status()
    admin.name = "Grace Hopper"
    stack.foyer(
        *("create-admin", "--email", admin.email, "--password-stdin"),
        standard_input=f"{admin.password}\n",
    )
    picture = failed.task("resize_thumbnail")["id"]
    return [
        Scene("sign-up", "/sign-up"),
        Scene("sign-up-errors", "/sign-up", prepare=_submit_nothing),
        Scene("welcome", f"/welcome/{member.sign_up_id}"),
        Scene("welcome-picture-failed", f"/welcome/{failed.sign_up_id}"),
        Scene("confirm", f"/confirm#{failed.link_token()}"),
        Scene("confirm-dead-link", "/confirm#made-up", prepare=_confirm),
        Scene("log-in", "/log-in"),
        Scene("reset-password", "/reset-password"),
        Scene("not-found", "/nowhere"),
        Scene("profile", "/profile", member),
        Scene("tasks", "/admin/tasks?range=30d", admin),
        Scene("tasks-failed", "/admin/tasks?range=30d&state=FAILURE", admin),
        Scene("task-failed", f"/admin/tasks/{picture}", admin),
        Scene("task", f"/admin/tasks/{member.task('resize_thumbnail')['id']}", admin),
        Scene("workers", "/admin/workers", admin),
        Scene("staff", "/admin/staff", admin),
    ]


def _shoot(browser: Browser, stack: Stack, scene: Scene, width: int, theme: str) -> None:
    with _context(browser, stack, scene, width, theme) as context:
        page = context.new_page()
        page.goto(scene.path)
        page.locator("main h1").wait_for()
        page.wait_for_load_state("networkidle")
        scene.prepare(page)
        png = _ALL / f"{scene.name}-{width}-{theme}.png"
        page.screenshot(path=png, full_page=True, animations="disabled")
        if scene.name in IN_DOCS:
            with Image.open(png) as image:
                cut = image.crop((0, 0, image.width, min(image.height, TALL)))
                cut.save(_DOCS / f"{png.stem}.webp", quality=80, method=6)


@contextmanager
def _context(
    browser: Browser, stack: Stack, scene: Scene, width: int, theme: str
) -> Iterator[BrowserContext]:
    with browser.new_context(
        base_url=stack.url,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    ) as context:
        if scene.visitor:
            log_in(context, scene.visitor)
        yield context


def _submit_nothing(page: Page) -> None:
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("alert").wait_for()


def _confirm(page: Page) -> None:
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="This link does not work").wait_for()


if __name__ == "__main__":
    main()
