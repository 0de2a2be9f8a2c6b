"""Pages that the browser translates: its translator replaces the text nodes of the page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Complaints
from e2e.forms import confirm
from testkit import photos
from testkit.person import Person

TRANSLATOR = Path(__file__).with_name("translator.js")


@pytest.fixture(autouse=True)
def _translator(page: Page) -> None:
    page.add_init_script(path=TRANSLATOR)


def fill(page: Page, **values: str) -> None:
    """Fill the fields in by their names, because the labels are translated."""
    for name, value in values.items():
        page.locator(f"input[name={name}]").fill(value)


@pytest.mark.usefixtures("complaints")
def test_translated_page_follows_a_sign_up_to_its_end(
    page: Page, person: Person, tmp_path: Path
) -> None:
    photo = tmp_path / "me.jpg"
    photo.write_bytes(photos.camera_photo(12))
    page.goto("/sign-up")
    fill(page, email=person.email, password=person.password, display_name=person.name)
    page.locator("input[name=picture]").set_input_files(photo)
    page.get_by_role("button", name="Sign up").click()

    expect(page).to_have_url(re.compile("/welcome/"))
    steps = page.get_by_role("list", name="What is happening").get_by_role("listitem")
    expect(steps.get_by_text(re.compile(r"^Done in [0-9.]+ s¿$"))).to_be_visible()
    expect(steps.get_by_text(re.compile("^Sent to p•••@example.com"))).to_be_visible()
    for old_text in ("Waiting for its turn", "Resizing", "Sending"):
        expect(steps.get_by_text(old_text)).to_have_count(0)
    expect(page).to_have_title(re.compile("Check your mail"))
    expect(page.get_by_text("Your account is being prepared")).to_have_count(0)

    page.get_by_role("button", name="Send again").click()
    resend = page.get_by_role("button", name="Send again")
    seconds = resend.get_by_text(re.compile("seconds"))
    first = seconds.inner_text()
    expect(seconds).not_to_have_text(first)

    confirm(page, person.link_token())
    expect(page.get_by_role("heading", name=re.compile("You are in"))).to_be_visible()
    page.get_by_role("link", name="Log in").last.click()
    fill(page, email=person.email, password=person.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name=person.name)).to_be_visible()


def test_translated_form_changes_its_errors(
    page: Page, person: Person, complaints: Complaints
) -> None:
    complaints.allow("422")
    page.goto("/sign-up")
    page.get_by_role("button", name="Sign up").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("3 things need your attention¿")
    fill(page, email="no address")
    form = page.locator("form")
    expect(form.get_by_text("Enter an e-mail address like").last).to_be_visible()
    expect(form.get_by_text("Enter your e-mail address")).to_have_count(0)
    fill(page, email=person.email)
    expect(alert).to_contain_text("2 things need your attention¿")
    fill(page, display_name=person.name)
    expect(alert).to_contain_text("One thing needs your attention¿")
    expect(alert).not_to_contain_text("2 things")
    fill(page, password=person.email)
    page.get_by_role("button", name="Sign up").click()
    expect(alert).to_contain_text("This is mostly your own name or address")
