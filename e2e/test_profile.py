"""The profile: every change to an account."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Complaints
from e2e.forms import confirm, enter, log_in, sessions
from testkit import photos
from testkit.person import Person, token_in

NEW_PASSWORD = "another sentence is fine too"


@pytest.fixture
def profile(page: Page, member: Person) -> Page:
    """The profile page of a logged-in member."""
    enter(page, member)
    return page


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


@pytest.mark.usefixtures("complaints")
def test_name_is_changed_on_the_profile(profile: Page) -> None:
    profile.get_by_role("button", name="Change name").click()
    expect(profile.get_by_label("Name to show")).to_be_focused()
    profile.get_by_label("Name to show").fill("Augusta Ada King")
    profile.keyboard.press("Enter")
    expect(profile.get_by_role("heading", name="Augusta Ada King")).to_be_visible()
    expect(profile.get_by_role("button", name="Change name")).to_be_focused()
    profile.reload()
    expect(profile.get_by_role("heading", name="Augusta Ada King")).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_picture_is_replaced_and_removed_on_the_profile(profile: Page, tmp_path: Path) -> None:
    shown = profile.get_by_role("img", name=re.compile("Picture of"))
    before = shown.get_attribute("src")
    file = tmp_path / "new.jpg"
    file.write_bytes(photos.phone_photo())
    profile.get_by_role("button", name="New picture").click()
    profile.get_by_label("New picture", exact=True).set_input_files(file)
    profile.get_by_role("button", name="Use this picture").click()
    expect(shown).not_to_have_attribute("src", before or "")
    expect(section(profile, "Picture").get_by_text("Your new picture is ready.")).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0

    profile.get_by_role("button", name="Remove picture").click()
    expect(shown).to_have_count(0)
    expect(profile.get_by_text("Your initials are shown instead.")).to_be_visible()


def test_new_password_ends_the_other_sessions(
    profile: Page, elsewhere: Page, member: Person, complaints: Complaints
) -> None:
    complaints.allow("403")
    complaints.allow("401")
    complaints.allow("net::ERR_ABORTED")  # requests after the change, cancelled by the reload
    enter(elsewhere, member)
    profile.reload()
    expect(sessions(profile)).to_have_count(2)
    profile.get_by_role("button", name="Change password").click()
    profile.get_by_label("Current password").fill("not my password")
    profile.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    profile.get_by_role("button", name="Save password").click()
    expect(profile.get_by_role("alert").get_by_role("link")).to_have_text(
        "This is not your current password."
    )
    profile.get_by_label("Current password").fill(member.password)
    profile.get_by_role("button", name="Save password").click()
    expect(section(profile, "Password").get_by_text("Your password is changed")).to_be_visible()
    expect(sessions(profile)).to_have_count(1)

    profile.reload()
    expect(profile.get_by_role("heading", name=member.name)).to_be_visible()
    elsewhere.reload()
    expect(elsewhere).to_have_url(re.compile("/log-in"))
    log_in(elsewhere, member)
    expect(elsewhere.get_by_role("alert")).to_contain_text("You are not logged in yet")
    member.password = NEW_PASSWORD
    enter(elsewhere, member)
    member.mails("Your password at Foyer was changed")


def test_address_changes_after_the_new_one_is_confirmed(
    profile: Page, elsewhere: Page, member: Person, complaints: Complaints
) -> None:
    complaints.allow("401")
    old, new = member.email, f"new-{member.email}"
    profile.get_by_role("button", name="Change address").click()
    profile.get_by_label("New e-mail address").fill(new)
    profile.get_by_label("Your password").fill(member.password)
    profile.get_by_role("button", name="Send the link").click()
    expect(profile.get_by_text(f"Open the link in our mail to confirm {new}.")).to_be_visible()
    token = token_in(member.mails("Confirm your new address for Foyer", to=new)[0])
    enter(elsewhere, member)

    confirm(elsewhere, token)
    expect(elsewhere.get_by_role("heading", name=f"Thank you, {member.name}")).to_be_visible()
    # The confirmation there updates this page.
    email = section(profile, "E-mail")
    expect(email.get_by_text("Open the link in our mail")).to_have_count(0)
    expect(email.get_by_text(new, exact=True)).to_be_visible()
    member.mails("Your address at Foyer was changed", to=old)

    profile.get_by_role("button", name="Log out", exact=True).first.click()
    expect(profile).to_have_url(re.compile("/log-in$"))
    log_in(profile, member)
    expect(profile.get_by_role("alert")).to_contain_text("You are not logged in yet")
    member.email = new
    enter(profile, member)


@pytest.mark.usefixtures("complaints")
def test_open_forms_of_the_profile_survive_a_reload_without_passwords(profile: Page) -> None:
    profile.get_by_role("button", name="Change name").click()
    profile.get_by_label("Name to show").fill("A name that is not saved yet")
    profile.get_by_role("button", name="Change address").click()
    email = profile.locator("input[name=email]")
    email.fill("not-sent-yet@example.com")
    profile.get_by_label("Your password", exact=True).fill("a sentence is fine")

    profile.reload()

    expect(profile.get_by_label("Name to show")).to_have_value("A name that is not saved yet")
    expect(email).to_have_value("not-sent-yet@example.com")
    expect(profile.get_by_label("Your password", exact=True)).to_have_value("")
    assert "sentence" not in profile.evaluate("JSON.stringify(sessionStorage)")

    for cancel in profile.get_by_role("button", name="Cancel").all()[::-1]:
        cancel.click()
    profile.reload()
    expect(profile.get_by_role("button", name="Change name")).to_be_visible()
    expect(profile.get_by_role("button", name="Change address")).to_be_visible()


def test_change_of_address_is_withdrawn(
    profile: Page, elsewhere: Page, member: Person, complaints: Complaints
) -> None:
    complaints.allow("410")
    new = f"new-{member.email}"
    member.log_in().raise_for_status()
    member.http.put("/me/email", json={"email": new, "password": member.password})
    token = token_in(member.mails("Confirm your new address for Foyer", to=new)[0])
    profile.reload()
    profile.get_by_role("button", name="Withdraw the change").click()
    expect(profile.get_by_text("The change of address is withdrawn.").first).to_be_visible()
    expect(profile.get_by_text("Open the link in our mail")).to_have_count(0)

    confirm(elsewhere, token)
    expect(elsewhere.get_by_role("heading", name="This change was called off")).to_be_visible()
    expect(elsewhere.get_by_role("main")).to_contain_text(new)
    assert member.http.get("/me").json()["email"] == member.email


@pytest.mark.usefixtures("complaints")
def test_export_of_own_data_downloads_a_file(profile: Page, member: Person) -> None:
    with profile.expect_download() as download:
        profile.get_by_role("button", name="Download my data").click()
    assert download.value.suggested_filename == "foyer-data.json"
    content = download.value.path().read_text(encoding="utf-8")
    assert member.email in content
    assert isinstance(json.loads(content), dict)
    assert member.password not in content


def test_account_is_deleted_for_good(
    profile: Page, elsewhere: Page, member: Person, complaints: Complaints
) -> None:
    complaints.allow("401")
    complaints.allow("403")
    enter(elsewhere, member)
    opener = profile.get_by_role("button", name="Delete my account")
    opener.click()
    profile.keyboard.press("Escape")
    expect(profile.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()

    opener.click()
    dialog = profile.get_by_role("dialog")
    dialog.get_by_label("Your password").fill("not my password")
    dialog.get_by_role("button", name="Delete for good").click()
    expect(dialog.get_by_role("alert")).to_contain_text("This is not your current password.")
    dialog.get_by_label("Your password").fill(member.password)
    dialog.get_by_role("button", name="Delete for good").click()
    expect(profile.get_by_role("heading", name="Your account is deleted")).to_be_visible()
    expect(profile.get_by_role("navigation").get_by_text("Sign up")).to_be_visible()

    elsewhere.reload()
    expect(elsewhere).to_have_url(re.compile("/log-in"))
    log_in(elsewhere, member)
    expect(elsewhere.get_by_role("alert")).to_contain_text("You are not logged in yet")
