"""`make screenshots`: photographs every scene in two widths and both themes.

All of them go to .local/screenshots/, those that the README and the docs show to docs/images/ too.
"""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from e2e.scenes import SCENES
from e2e.scenes.people import People
from e2e.scenes.window import THEMES, open_scene
from local.stack import Stack

WIDTHS = (320, 1280)
TALL = 1600  # pixels; a longer page …
CUT = 800  # … is cut to this height in the docs
LARGE = 60_000  # bytes; the limit for a picture in the docs
_ROOT = Path(__file__).parents[1]
_ALL = _ROOT / ".local/screenshots"
_DOCS = _ROOT / "docs/images"


def main() -> None:
    shutil.rmtree(_ALL, ignore_errors=True)
    _ALL.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder)) as stack,
        People(stack) as people,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"),
            args=["--no-sandbox"],  # only our own pages, and root cannot use the sandbox
        )
        for scene in SCENES:
            for width in WIDTHS:
                # Some pages read their width only when they open.
                with open_scene(browser, people, scene, width) as page:
                    _shoot(page, f"{scene.name}-{width}")
        browser.close()
    pictures = len(SCENES) * len(WIDTHS) * len(THEMES)
    print(f"{pictures} pictures of {len(SCENES)} scenes in {_ALL.relative_to(_ROOT)}")
    _renew_docs()


def _shoot(page: Page, name: str) -> None:
    # Dialogs and sticky elements belong to the visible window, not to the whole page.
    whole = not page.locator("dialog[open]").count()
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        path = _ALL / f"{name}-{theme}.png"
        page.screenshot(path=path, full_page=whole, animations="disabled")


def _renew_docs() -> None:
    """Write the pictures that the docs name, and delete all others."""
    for old in _DOCS.glob("*.webp"):
        old.unlink()
    named = _named_in_docs()
    for name in named:
        with Image.open(_ALL / f"{name}.png") as image:
            height = image.height if image.height <= TALL else CUT
            cut = image.crop((0, 0, image.width, height))
            cut.save(_DOCS / f"{name}.webp", quality=80, method=6)
    print(f"{len(named)} of them in {_DOCS.relative_to(_ROOT)}")
    if large := [path.name for path in _DOCS.glob("*.webp") if path.stat().st_size > LARGE]:
        sys.exit(f"Larger than {LARGE} bytes: {', '.join(large)}")


def _named_in_docs() -> set[str]:
    texts = [_ROOT / "README.md", *(_ROOT / "docs").rglob("*.md")]
    return {
        name
        for text in texts
        for name in re.findall(r"images/([\w-]+)\.webp", text.read_text(encoding="utf-8"))
    }


if __name__ == "__main__":
    main()
