"""How the page hears of what happens: the server holds its answers, or it is polled."""

import re

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Request, expect

from e2e.conftest import Complaints
from e2e.cutting_proxy import cutting_proxy
from local.stack import Stack
from testkit import photos
from testkit.person import Person

STATUS = re.compile(r"/api/sign-ups/[0-9a-f-]{36}$")
AT_ONCE = 1_000  # milliseconds; a page that polls asks after three seconds
PATIENCE = 30_000


@pytest.fixture
def asked(page: Page) -> list[str]:
    """How each question about the sign-up was asked."""
    found: list[str] = []

    def note(request: Request) -> None:
        if STATUS.search(request.url) and request.method == "GET":
            found.append(request.headers.get("prefer", "at once"))

    page.on("request", note)
    return found


def is_plain_question(request: Request) -> bool:
    return bool(STATUS.search(request.url)) and "prefer" not in request.headers


def sign_up(page: Page, person: Person, site: str = "") -> Locator:
    """Sign up with a picture; returns the steps that the page shows."""
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


def expect_all_done(steps: Locator, timeout: float = 10_000) -> None:
    done = steps.get_by_text(re.compile("done in [0-9.]+ s", re.IGNORECASE))
    expect(done).to_be_visible(timeout=timeout)
    expect(steps.get_by_text("Sent to p•••@example.com")).to_be_visible(timeout=timeout)


def expect_confirmed(page: Page, timeout: float) -> None:
    heading = page.get_by_role("heading", name="Your address is confirmed")
    expect(heading).to_be_visible(timeout=timeout)


@pytest.mark.usefixtures("complaints")
def test_from_the_form_to_the_confirmation_four_questions_are_enough(
    page: Page, person: Person, asked: list[str]
) -> None:
    expect_all_done(sign_up(page, person))
    person.confirm().raise_for_status()
    expect_confirmed(page, AT_ONCE)
    assert len(asked) <= 4
    assert asked[0] == "at once"
    assert set(asked[1:]) == {"wait=20"}


def test_behind_a_proxy_that_cuts_the_page_asks_again_and_again(
    page: Page, stack: Stack, person: Person, asked: list[str], complaints: Complaints
) -> None:
    complaints.allow("ERR_")
    with cutting_proxy(stack.port) as site:
        expect_all_done(sign_up(page, person, site))
        page.wait_for_event("request", is_plain_question, timeout=PATIENCE)
        person.confirm().raise_for_status()
        expect_confirmed(page, PATIENCE)
    assert "wait=20" in asked
    assert asked[-1] == "at once"


@pytest.mark.usefixtures("complaints")
def test_a_second_tab_does_not_wait_for_the_first(page: Page, person: Person) -> None:
    expect_all_done(sign_up(page, person))
    with page.context.new_page() as second:
        second.goto(page.url)
        expect_all_done(second.get_by_role("list", name="What is happening"), timeout=3_000)
        person.confirm().raise_for_status()
        expect_confirmed(second, AT_ONCE)
