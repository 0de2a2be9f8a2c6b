"""Slow and broken networks, reloads and other tabs: no input is lost, and the page continues."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from e2e.conftest import Complaints
from e2e.forms import confirm, fill_in, sign_up
from e2e.networks import CRAWLING, FAST, OFFLINE, SLOW, Network
from testkit import photos
from testkit.frozen import paused
from testkit.person import Person


@pytest.fixture
def network(page: Page, browser_name: str) -> Network:
    if browser_name != "chromium":
        pytest.skip("only Chromium can have a slow network")
    return Network(page)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "me.jpg"
    file.write_bytes(photos.camera_photo(3))
    return file


def posts(page: Page) -> list[Request]:
    """Record the sign-up requests from now on."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    return sent


def submit(page: Page) -> None:
    page.get_by_role("button", name="Sign up").click()


def begin(page: Page, network: Network, person: Person, photo: Path) -> None:
    """Submit the form over a network so slow that the test can act during the upload."""
    fill_in(page, person)
    page.get_by_label(re.compile("Picture")).set_input_files(photo)
    expect(page.get_by_role("slider")).to_be_visible()
    network.be(CRAWLING)
    submit(page)
    expect(page.get_by_text(re.compile("Sending, [1-9]"))).to_be_visible()


def arrive(page: Page, person: Person) -> None:
    expect(page).to_have_url(re.compile("/welcome/"), timeout=120_000)
    person.sign_up_id = page.url.rsplit("/", 1)[1]


@pytest.mark.usefixtures("complaints")
def test_slow_upload_shows_its_progress(
    page: Page, network: Network, person: Person, photo: Path
) -> None:
    fill_in(page, person)
    page.get_by_label(re.compile("Picture")).set_input_files(photo)
    expect(page.get_by_role("slider")).to_be_visible()
    network.be(SLOW)
    submit(page)
    bar = page.get_by_role("progressbar", name="Upload")
    expect(bar).to_be_visible()
    seen = bar.get_attribute("value") or "0"
    expect(page.get_by_text(re.compile(r"Sending, [1-9]\d?%"))).to_be_visible()
    expect(bar).not_to_have_attribute("value", seen)
    network.be(FAST)
    arrive(page, person)
    person.wait_for("SUCCESS")
    expect(page.locator("main img")).to_be_visible()


def test_upload_can_be_cancelled_and_sent_again(
    page: Page, network: Network, person: Person, photo: Path, complaints: Complaints
) -> None:
    complaints.allow("ERR_ABORTED")
    sent = posts(page)
    begin(page, network, person, photo)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.get_by_label("E-mail")).to_have_value(person.email)
    expect(page.get_by_text("me.jpg")).to_be_visible()
    network.be(FAST)
    submit(page)
    arrive(page, person)
    assert len({request.headers["idempotency-key"] for request in sent}) == 1


def test_leaving_during_the_upload_does_not_navigate_back(
    page: Page, network: Network, person: Person, photo: Path, complaints: Complaints
) -> None:
    complaints.allow("ERR_ABORTED")
    begin(page, network, person, photo)
    for label in ("E-mail", "Password", "Name to show"):
        expect(page.get_by_label(label, exact=True)).not_to_be_editable()
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        page.get_by_role("navigation").get_by_role("link", name="Log in").click()
    network.be(FAST)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome back")
    page.go_back()
    page.get_by_label("Password", exact=True).fill(person.password)
    submit(page)
    arrive(page, person)


def test_going_offline_during_the_upload_keeps_the_form(
    page: Page, network: Network, person: Person, photo: Path, complaints: Complaints
) -> None:
    complaints.allow("net::ERR")
    sent = posts(page)
    begin(page, network, person, photo)
    network.be(OFFLINE)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    person.stack.web.kill()  # sent data would still arrive
    expect(page.get_by_text("Waiting for the connection…").first).to_be_visible()
    person.stack.web.start()
    network.be(FAST)
    arrive(page, person)
    expect(page.get_by_text("You are offline.")).to_have_count(0)
    assert len(sent) == 2
    assert len({request.headers["idempotency-key"] for request in sent}) == 1
    assert len(person.wait_for("SUCCESS")["tasks"]) == 2


def test_welcome_page_continues_after_being_offline(
    page: Page, context: BrowserContext, person: Person, complaints: Complaints
) -> None:
    complaints.allow("net::ERR")
    with paused(person.stack.worker):
        sign_up(page, person)
        context.set_offline(True)
        expect(page.get_by_text("You are offline.")).to_be_visible()
        person.stack.web.restart()  # the pending response would still arrive
    person.sign_up_id = page.url.rsplit("/", 1)[1]
    person.wait_for("SUCCESS")
    expect(page.get_by_text("Waiting for its turn…").first).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("You are offline.")).to_have_count(0)
    expect(page.get_by_role("listitem").get_by_text("Sent to p•••@example.com")).to_be_visible()


def test_reload_at_each_step_shows_the_same_page(
    page: Page, person: Person, complaints: Complaints
) -> None:
    complaints.allow("ERR_ABORTED")  # requests cancelled by leaving the page
    with paused(person.stack.worker):
        sign_up(page, person)
        page.reload()
        expect(page.get_by_text("Waiting for its turn…").first).to_be_visible()
    person.sign_up_id = page.url.rsplit("/", 1)[1]
    person.wait_for("SUCCESS")
    page.reload()
    expect(page.get_by_role("listitem").get_by_text("Sent to p•••@example.com")).to_be_visible()
    page.goto(f"/confirm#{person.link_token()}")
    page.reload()
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_role("heading", name=f"You are in, {person.name}")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Confirm my address").wait_for()
    page.goto(f"/welcome/{person.sign_up_id}")
    expect(page.get_by_role("heading", name="Your address is confirmed")).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_confirmation_in_another_browser_updates_the_welcome_page(
    page: Page, elsewhere: Page, person: Person
) -> None:
    sign_up(page, person)
    person.sign_up_id = page.url.rsplit("/", 1)[1]
    second = page.context.new_page()
    second.goto(page.url)
    person.wait_for("SUCCESS")
    confirm(elsewhere, person.link_token())
    heading = "Your address is confirmed"
    for tab in (page, second):
        tab.bring_to_front()
        expect(tab.get_by_role("heading", name=heading)).to_be_visible()
        expect(tab).to_have_title("✓ Confirmed · Foyer")


def test_long_wait_says_that_the_page_can_be_closed(page: Page, person: Person) -> None:
    page.clock.install()
    with paused(person.stack.worker):
        sign_up(page, person)
        expect(page.get_by_text("You can close this page.")).to_have_count(0)
        page.clock.fast_forward("00:21")
        expect(page.get_by_text("You can close this page.").first).to_be_visible()
