"""The first load of a page: size, hosts, order of requests, layout shifts."""

from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from e2e.held_scripts import APP, TAKEN_OVER, wait_for_script
from e2e.page_in_parts import pages_in_parts
from e2e.test_everywhere import PAGES
from local.stack import Stack
from testkit.person import Person

JUMPED = """
window.jumped = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => {
  if (!entry.hadRecentInput) window.jumped += entry.value;
})).observe({ type: "layout-shift", buffered: true });
"""

# The browser reports a layout shift after the frame that shows it.
FRAMES_LATER = """
() => new Promise(tell => requestAnimationFrame(
  () => requestAnimationFrame(() => setTimeout(() => tell(window.jumped)))
))
"""

FETCHED = """
performance.getEntriesByType("resource").map(entry => new URL(entry.name).pathname)
  .filter(path => path.startsWith("/assets/"))""".strip()

# Requests of public/first-paint.js; those of the script have absolute URLs.
AHEAD = """
[...document.querySelectorAll("link[rel=modulepreload], link[rel=preload]")]
  .map(hint => hint.getAttribute("href"))
  .filter(path => path.startsWith("/assets/"))
"""

SENT = """
[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter(entry => entry.entryType === "navigation" || /[.](js|css)$/.test(entry.name))
  .map(entry => entry.encodedBodySize)
"""


def test_first_load_has_no_third_party_request_and_no_layout_shift(
    page: Page, base_url: str, member: Person
) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.add_init_script(JUMPED)
    for path in [*PAGES, f"/welcome/{member.sign_up_id}"]:
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.jumped") < 0.01, path
    assert asked == {urlsplit(base_url).netloc}


def test_welcome_page_on_a_phone_has_no_layout_shift(page: Page, person: Person) -> None:
    person.sign_up().raise_for_status()
    person.wait_for("SUCCESS")
    page.set_viewport_size({"width": 412, "height": 823})
    page.add_init_script(JUMPED)
    page.goto(f"/welcome/{person.sign_up_id}")
    expect(page.locator("main li[data-state=SUCCESS]")).to_have_count(2)
    expect(page.locator("main img")).to_have_js_property("complete", value=True)
    assert page.evaluate(FRAMES_LATER) < 0.01


def test_chunks_of_a_page_load_in_parallel_with_the_script(page: Page, person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    for path in ("/log-in", "/reset-password", "/confirm#token", f"/welcome/{person.sign_up_id}"):
        page.goto(path)
        wait_for_script(page)
        expect(page.locator("main h1")).to_be_visible()
        ahead = page.evaluate(AHEAD)
        page.wait_for_function(f"ahead => ahead.every(path => {FETCHED}.includes(path))", arg=ahead)
        fetched = page.evaluate(FETCHED)
        late = {file for file in fetched if file not in ahead and "/app-" not in file}
        assert late == set()


@pytest.mark.parametrize("language", ["en-GB", "de-DE"])
def test_sign_up_page_is_painted_with_8_kilobytes_and_loads_at_most_64(
    browser: Browser, base_url: str, language: str
) -> None:
    with browser.new_context(base_url=base_url, locale=language) as context:
        page = context.new_page()
        page.goto("/sign-up")
        wait_for_script(page)
        page.wait_for_load_state("networkidle")
        html, *files = page.evaluate(SENT)
        assert 4_000 < html <= 8_000
        assert 40_000 < sum(files) <= 64_000 - html


@pytest.mark.parametrize("path", ["/sign-up", "/log-in"])
def test_page_that_arrives_in_parts_is_shown_once(page: Page, stack: Stack, path: str) -> None:
    """The script runs before the end of the page has arrived."""
    with pages_in_parts(stack.port) as pages:
        with page.expect_request_finished(lambda request: bool(APP.search(request.url))):
            page.goto(pages.url + path, wait_until="commit")
        with suppress(PlaywrightTimeoutError):  # it must not take over yet
            page.locator(TAKEN_OVER).wait_for(state="attached", timeout=1000)
        pages.may_go_on.set()
        wait_for_script(page)
        page.wait_for_load_state()
        for part in ("header", "main", "footer"):
            expect(page.locator(part)).to_have_count(1)
