"""Properties of every page: large targets, 200 % text, reduced motion, print, references."""

import pytest
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from e2e.conftest import log_in
from e2e.forms import enter, sign_up
from testkit import photos
from testkit.person import Person

PAGES = ["/sign-up", "/log-in", "/reset-password", "/confirm#token", "/nowhere"]
SMALLEST = 44  # CSS pixels

# Exempt: links inside a sentence, and the skip link, which only the keyboard reaches.
TARGETS = """
() => [...document.querySelectorAll("a, button, input, select, [tabindex='0'], summary")]
  .filter(element => element.checkVisibility({ visibilityProperty: true, opacityProperty: false }))
  .filter(element => !element.closest("p a, .visually-hidden") && element.tabIndex >= 0)
  .filter(element => !(element.tagName === "A" && element.getAttribute("href") === "#main"))
  .map(element => (element.type === "radio" ? element.closest("label") : element))
  .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
  .filter(([, box]) => box.height < %d)
  .map(([html, box]) => `${html} is ${box.height} tall`)
"""

# Elements that overflow their container or its panel.
STICKS_OUT = """
() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter(element => !element.closest(".visually-hidden, svg") && element.children.length === 0)
  .filter(element => !["inline", "none"].includes(getComputedStyle(element).display))
  .filter(element => getComputedStyle(element).opacity !== "0" && element.clientWidth > 0)
  .filter(element => {
    const edge = element.closest("form, main > *, body").getBoundingClientRect().right;
    const { right } = element.getBoundingClientRect();
    return element.scrollWidth > element.clientWidth + 1 || right > edge + 1;
  })
  .map(element => element.outerHTML.slice(0, 80))
"""


def check_twice_the_size(page: Page) -> None:
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(STICKS_OUT) == [], page.url
    size = page.viewport_size
    assert size
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url


def photo_file() -> FilePayload:
    return {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photos.phone_photo(1200, 1600)}


def check_targets(page: Page) -> None:
    assert page.evaluate(TARGETS % SMALLEST) == []


@pytest.mark.parametrize("path", PAGES)
def test_targets_are_at_least_44_pixels(shared_page: Page, path: str) -> None:
    shared_page.set_viewport_size({"width": 320, "height": 640})
    shared_page.goto(path)
    expect(shared_page.locator("h1")).to_be_visible()
    check_targets(shared_page)


def test_targets_after_log_in_are_at_least_44_pixels(page: Page, member: Person) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/welcome/{member.sign_up_id}")
    expect(page.locator("h1")).to_be_visible()
    check_targets(page)
    enter(page, member)
    check_targets(page)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [390, 640])
def test_text_at_200_percent_stays_usable(
    browser: Browser, base_url: str, member: Person, width: int, language: str
) -> None:
    size: ViewportSize = {"width": width, "height": 900}
    with browser.new_context(
        base_url=base_url,
        viewport=size,
        locale=language,
        has_touch=width == 390,  # a phone has a camera button
    ) as context:
        page = context.new_page()
        for path in [*PAGES, f"/welcome/{member.sign_up_id}"]:
            page.goto(path)
            expect(page.locator("main h1")).to_be_visible()
            check_twice_the_size(page)
        page.goto("/sign-up")
        page.locator("#picture").set_input_files(photo_file())
        expect(page.get_by_role("slider")).to_be_visible()
        check_twice_the_size(page)
        log_in(context, member)
        page.goto("/profile")
        expect(page.get_by_role("heading", name=member.name)).to_be_visible()
        check_twice_the_size(page)


@pytest.mark.parametrize("path", PAGES)
def test_reduced_motion_stops_all_animations(shared_page: Page, path: str) -> None:
    shared_page.emulate_media(reduced_motion="reduce")
    shared_page.goto(path)
    expect(shared_page.locator("h1")).to_be_visible()
    moving = shared_page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(element => {
          const { animationName, transitionDuration } = getComputedStyle(element);
          return animationName !== "none" || transitionDuration !== "0s";
        }).map(element => element.outerHTML.slice(0, 80))"""
    )
    assert moving == []


def test_printed_page_has_content_without_navigation(page: Page, person: Person) -> None:
    sign_up(page, person)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Confirmation mail").first).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") in {
        "rgba(0, 0, 0, 0)",
        "transparent",
    }
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color.match(/\\d+/g)")
    assert max(map(int, ink)) < 100, f"{ink} is too light for paper"


def test_error_shows_a_reference_that_the_history_finds(page: Page, member: Person) -> None:
    page.goto("/log-in")
    page.get_by_label("E-mail").fill(member.email)
    page.get_by_label("Password", exact=True).fill("not the password at all")
    with page.expect_response("**/api/sessions") as answer:
        page.get_by_role("button", name="Log in").click()
    reference = answer.value.json()["reference"]
    expect(page.get_by_role("alert").get_by_text(reference)).to_be_visible()
    assert answer.value.headers["x-request-id"] == reference
