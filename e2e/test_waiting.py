"""The welcome page follows its sign-up by long polling, or by polling."""

import re
import time

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Request, expect

from e2e.conftest import Complaints
from e2e.cutting_proxy import cutting_proxy
from local.stack import Stack
from testkit import photos
from testkit.person import Person

STATUS = re.compile(r"/api/sign-ups/[0-9a-f-]{36}$")
SOON = (
    10_000  # milliseconds on a busy machine; without a notification the page waits for 20 seconds
)
GATHERED = 2  # seconds of progress that one response combines


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Record the status requests with their headers."""
    found: list[str] = []

    def note(request: Request) -> None:
        if STATUS.search(request.url) and request.method == "GET":
            found.append(request.headers.get("prefer", "at once"))

    page.on("request", note)
    return found


def is_plain_question(request: Request) -> bool:
    return bool(STATUS.search(request.url)) and "prefer" not in request.headers


def sign_up(page: Page, person: Person, site: str = "") -> Locator:
    """Sign up with a picture; return the steps on the page."""
    page.goto(f"{site}/sign-up")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_label("Name to show").fill(person.name)
    photo: FilePayload = {
        "name": "me.jpg",
        "mimeType": "image/jpeg",
        "buffer": photos.phone_photo(),
    }
    page.get_by_label(re.compile("Picture")).set_input_files(photo)
    page.get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile(r"/welcome/[0-9a-f-]{36}$"))
    person.sign_up_id = page.url.rsplit("/", 1)[1]
    return page.get_by_role("list", name="What is happening")


def expect_all_done(steps: Locator) -> None:
    expect(steps.get_by_text(re.compile("done in [0-9.]+ s", re.IGNORECASE))).to_be_visible()
    expect(steps.get_by_text("Sent to p•••@example.com")).to_be_visible()


def expect_confirmed(page: Page, timeout: float | None = None) -> None:
    heading = page.get_by_role("heading", name="Your address is confirmed")
    expect(heading).to_be_visible(timeout=timeout)


@pytest.mark.usefixtures("complaints")
def test_sign_up_needs_at_most_four_status_requests(
    page: Page, person: Person, asked: list[str]
) -> None:
    steps = sign_up(page, person)
    began = time.monotonic()
    expect_all_done(steps)
    took = time.monotonic() - began  # a slower run has more progress to report
    person.confirm().raise_for_status()
    expect_confirmed(page, SOON)
    assert len(asked) <= 4 + took // GATHERED
    assert asked[0] == "at once"
    assert set(asked[1:]) == {"wait=20"}


def test_page_polls_behind_a_proxy_that_cuts_connections(
    page: Page, stack: Stack, person: Person, asked: list[str], complaints: Complaints
) -> None:
    complaints.allow("ERR_")
    with cutting_proxy(stack.port) as site:
        expect_all_done(sign_up(page, person, site))
        page.wait_for_event("request", is_plain_question)
        person.confirm().raise_for_status()
        expect_confirmed(page)
    assert "wait=20" in asked
    assert asked[-1] == "at once"


@pytest.mark.usefixtures("complaints")
def test_second_tab_does_not_wait_for_the_first(page: Page, person: Person) -> None:
    expect_all_done(sign_up(page, person))
    with page.context.new_page() as second:
        second.goto(page.url)
        steps = second.get_by_role("list", name="What is happening")
        expect(steps).to_be_visible(timeout=SOON)
        expect_all_done(steps)
        person.confirm().raise_for_status()
        expect_confirmed(second, SOON)
