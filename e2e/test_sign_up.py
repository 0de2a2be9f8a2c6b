"""Sign-up, from the empty form to the profile, with the real mail."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Complaints
from e2e.forms import fill_in
from testkit import photos
from testkit.person import Person

# The natural width of a decoded image.
WIDTH = "image => image.decode().then(() => image.naturalWidth)"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "me.jpg"
    file.write_bytes(photos.camera_photo(12))
    return file


@pytest.mark.usefixtures("complaints")
def test_whole_journey_from_sign_up_to_profile(page: Page, person: Person, photo: Path) -> None:
    fill_in(page, person)
    page.get_by_label(re.compile("Picture")).set_input_files(photo)
    page.get_by_role("button", name="Sign up").click()

    expect(page).to_have_url(re.compile(r"/welcome/[0-9a-f-]{36}$"))
    person.sign_up_id = page.url.rsplit("/", 1)[1]
    steps = page.get_by_role("list", name="What is happening")
    expect(steps.get_by_text(re.compile("done in [0-9.]+ s", re.IGNORECASE))).to_be_visible()
    expect(steps.get_by_text("Sent to p•••@example.com")).to_be_visible()
    assert {task["state"] for task in person.follow()["tasks"]} == {"SUCCESS"}

    page.reload()
    expect(steps.get_by_text("Sent to p•••@example.com")).to_be_visible()

    page.goto(f"/confirm#{person.link_token()}")
    assert person.follow()["state"] == "pending"
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_role("heading", name=f"You are in, {person.name}")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Log in").click()

    expect(page).to_have_url(re.compile("/log-in"))
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Log in").click()

    expect(page).to_have_url(re.compile("/profile$"))
    expect(page.get_by_role("heading", name=person.name)).to_be_visible()
    picture = page.locator("main img").first
    expect(picture).to_be_visible()
    assert picture.evaluate(WIDTH) >= 128

    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page).to_have_url(re.compile("/(log-in|sign-up|)$"))


@pytest.mark.usefixtures("complaints")
def test_failed_picture_does_not_block_the_account(
    page: Page, person: Person, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(photos.truncated_photo())
    fill_in(page, person)
    page.get_by_label(re.compile("Picture")).set_input_files(broken)
    page.get_by_role("button", name="Sign up").click()
    steps = page.get_by_role("list", name="What is happening")
    expect(steps.get_by_text("This picture is damaged or incomplete")).to_be_visible()
    expect(steps.get_by_text("Sent to p•••@example.com")).to_be_visible()
    person.confirm().raise_for_status()


def test_errors_are_listed_and_fields_keep_their_values(
    page: Page, person: Person, complaints: Complaints
) -> None:
    complaints.allow("422")
    person.password = person.email  # long enough for the browser, refused by the server
    fill_in(page, person)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_text("This is mostly your own name or address").first).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value(person.email)
    expect(page.get_by_label("Password", exact=True)).to_have_value(person.password)
    expect(page.get_by_label("Name to show")).to_have_value(person.name)


@pytest.mark.usefixtures("complaints")
def test_empty_form_asks_for_each_field(page: Page) -> None:
    page.goto("/sign-up")
    page.get_by_role("button", name="Sign up").click()
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(3)
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("E-mail")).to_be_focused()


def test_used_confirmation_link_offers_the_log_in(
    page: Page, member: Person, complaints: Complaints
) -> None:
    complaints.allow("409")
    page.goto(f"/confirm#{member.link_token()}")
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_text(f"{member.email} is confirmed.")).to_be_visible()
    expect(page.get_by_role("link", name="Log in").first).to_be_visible()


def test_invalid_confirmation_link_is_explained(page: Page, complaints: Complaints) -> None:
    complaints.allow("404")
    page.goto("/confirm#made-up")
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_text(re.compile("link", re.IGNORECASE)).first).to_be_visible()
    expect(
        page.get_by_role("link", name=re.compile("sign up", re.IGNORECASE)).first
    ).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_picture_preview_appears_before_the_upload(page: Page, photo: Path) -> None:
    page.goto("/sign-up")
    page.get_by_label(re.compile("Picture")).set_input_files(photo)
    preview = page.locator("form img").first
    expect(preview).to_be_visible()
    assert preview.evaluate(WIDTH) > 0


@pytest.mark.usefixtures("complaints")
def test_heic_picture_is_explained(page: Page, tmp_path: Path) -> None:
    heic = tmp_path / "IMG_0001.HEIC"
    heic.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    page.goto("/sign-up")
    page.get_by_label(re.compile("Picture")).set_input_files(heic)
    expect(page.get_by_text(re.compile("HEIC")).first).to_be_visible()
