"""The supported browsers: docs/decisions/0037-browsers-of-the-last-thirty-months.md."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import Complaints
from e2e.forms import confirm, enter, sign_up
from testkit.person import Person

# What browsers learned after May 2024.
NEWER_FEATURES = """
for (const [owner, names] of [
  [URL, ["parse"]],
  [Promise, ["try"]],
  [RegExp, ["escape"]],
  [Error, ["isError"]],
  [Intl, ["DurationFormat"]],
  [Uint8Array, ["fromBase64", "fromHex"]],
  [Uint8Array.prototype, ["toBase64", "toHex"]],
  [Set.prototype, ["union", "intersection", "difference", "isSubsetOf", "isDisjointFrom"]],
  [Map.prototype, ["getOrInsert", "getOrInsertComputed"]],
  [Iterator.prototype, ["map", "filter", "take", "drop", "flatMap", "reduce", "toArray", "some"]],
  [Document.prototype, ["startViewTransition", "caretPositionFromPoint"]],
  [Element.prototype, ["moveBefore", "setHTML", "togglePopover"]],
  [Response.prototype, ["bytes"]],
  [Blob.prototype, ["bytes"]],
  [window, ["Iterator", "requestIdleCallback", "scheduler", "navigation", "URLPattern"]],
]) {
  for (const name of names) {
    delete owner[name];
  }
}
"""

BELOW = {
    "light-dark() in CSS": """
        const { supports } = CSS;
        CSS.supports = (...rule) => !`${rule}`.includes("light-dark") && supports(...rule);
    """,
    "AbortSignal.any": "delete AbortSignal.any",
    "URL.canParse": "delete URL.canParse",
    "CSS.supports": "delete window.CSS",
}


@pytest.mark.usefixtures("complaints")
def test_product_works_without_features_of_newer_browsers(page: Page, person: Person) -> None:
    page.add_init_script(NEWER_FEATURES)
    sign_up(page, person)
    confirm(page, person.link_token())
    expect(page.get_by_role("heading", name=re.compile("You are in"))).to_be_visible()
    enter(page, person)


@pytest.mark.parametrize("script", BELOW.values(), ids=BELOW.keys())
def test_older_browser_shows_a_sentence_instead_of_the_page(
    page: Page, complaints: Complaints, script: str
) -> None:
    complaints.allow("preload")
    page.add_init_script(script)
    page.goto("/sign-up")
    expect(page.get_by_text("This browser is too old for Foyer")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()
    page.goto("/reset-password")  # not rendered at build time, so its language is not known
    expect(page.get_by_text("This browser is too old for Foyer")).to_be_visible()
    expect(page.get_by_text("Dieser Browser ist zu alt")).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_current_browser_does_not_show_that_it_is_too_old(page: Page) -> None:
    page.goto("/sign-up")
    expect(page.get_by_role("heading", name="Come on in")).to_be_visible()
    expect(page.get_by_text("too old")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1280])
def test_page_without_javascript_names_the_product_and_the_next_step(
    browser: Browser, base_url: str, width: int
) -> None:
    viewport = {"width": width, "height": 800}
    with browser.new_context(
        base_url=base_url,
        java_script_enabled=False,
        viewport=viewport,  # type: ignore[arg-type]
    ) as context:
        page = context.new_page()
        page.goto("/sign-up")
        expect(page.get_by_role("heading", name="Foyer")).to_be_visible()
        # Playwright does not search for texts in noscript.
        next_step = page.locator("noscript p[lang=en]")
        expect(next_step).to_be_visible()
        assert "Allow JavaScript for this page" in next_step.inner_text()
        expect(page.get_by_text("too old")).to_be_hidden()
        box = page.get_by_role("heading", name="Foyer").bounding_box()
        assert box
        assert box["x"] >= 16
        assert box["y"] >= 16


def test_scripts_in_the_page_have_no_syntax_of_newer_browsers() -> None:
    """A browser that cannot read the first script does not show that it is too old."""
    newer = re.compile(r"=>|`|\?\.|\?\?|\b(?:let|const|class|async)\b")
    scripts = sorted((Path(__file__).parents[1] / "frontend/public").glob("*.js"))
    assert [script.name for script in scripts if newer.search(code(script))] == []
    assert len(scripts) == 3


def code(script: Path) -> str:
    """Return the script without its comments."""
    return re.sub(r"//.*", "", script.read_text())
