"""What every page owes everybody: fingers, large text, no motion, paper."""

import pytest
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from e2e.conftest import log_in
from e2e.forms import enter, sign_up
from testkit import photos
from testkit.person import Person

PAGES = ["/sign-up", "/log-in", "/reset-password", "/confirm#token", "/nowhere"]
SMALLEST = 44  # CSS pixels, for a finger

# Links inside a sentence are as tall as the sentence; the skip link is there for keys only.
TARGETS = """
() => [...document.querySelectorAll("a, button, input, select, [tabindex='0'], summary")]
  .filter(each => each.checkVisibility({ visibilityProperty: true, opacityProperty: false }))
  .filter(each => !each.closest("p a, .visually-hidden") && each.tabIndex >= 0)
  .filter(each => !(each.tagName === "A" && each.getAttribute("href") === "#main"))
  .map(each => (each.type === "radio" ? each.closest("label") : each))
  .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.height < %d)
  .map(([html, box]) => `${html} is ${box.height} tall`)
"""

# What is wider than its place, and what stands beyond the edge of its panel.
STICKS_OUT = """
() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter(each => !each.closest(".visually-hidden, svg") && each.children.length === 0)
  .filter(each => !["inline", "none"].includes(getComputedStyle(each).display))
  .filter(each => getComputedStyle(each).opacity !== "0" && each.clientWidth > 0)
  .filter(each => {
    const edge = each.closest("form, main > *, body").getBoundingClientRect().right;
    const { right } = each.getBoundingClientRect();
    return each.scrollWidth > each.clientWidth + 1 || right > edge + 1;
  })
  .map(each => each.outerHTML.slice(0, 80))
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
def test_targets_are_large_enough_for_a_finger(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)
    expect(page.locator("h1")).to_be_visible()
    check_targets(page)


def test_targets_of_the_pages_behind_the_form(page: Page, member: Person) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/welcome/{member.sign_up_id}")
    expect(page.locator("h1")).to_be_visible()
    check_targets(page)
    enter(page, member)
    check_targets(page)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("width", [390, 640])
def test_with_text_of_twice_the_size_everything_is_there(
    browser: Browser, base_url: str, member: Person, width: int, language: str
) -> None:
    size: ViewportSize = {"width": width, "height": 900}
    with browser.new_context(base_url=base_url, viewport=size, locale=language) as context:
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
def test_who_wants_no_motion_gets_none(page: Page, path: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(path)
    expect(page.locator("h1")).to_be_visible()
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(each => {
          const { animationName, transitionDuration } = getComputedStyle(each);
          return animationName !== "none" || transitionDuration !== "0s";
        }).map(each => each.outerHTML.slice(0, 80))"""
    )
    assert moving == []


def test_on_paper_the_page_is_there_and_its_navigation_is_not(page: Page, person: Person) -> None:
    sign_up(page, person)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Confirmation mail").first).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") in {
        "rgba(0, 0, 0, 0)",
        "transparent",
    }


def test_what_went_wrong_has_a_reference_an_administrator_can_search_for(
    page: Page, member: Person
) -> None:
    page.goto("/log-in")
    page.get_by_label("E-mail").fill(member.email)
    page.get_by_label("Password", exact=True).fill("not the password at all")
    with page.expect_response("**/api/sessions") as answer:
        page.get_by_role("button", name="Log in").click()
    reference = answer.value.json()["reference"]
    expect(page.get_by_role("alert").get_by_text(reference)).to_be_visible()
    assert answer.value.headers["x-request-id"] == reference
