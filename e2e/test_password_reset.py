"""Password reset: the link, its single use, and the sessions that it ends."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Complaints
from e2e.forms import ask_for_reset, choose_password, enter, log_in
from local.stack import Stack
from testkit.person import Person, token_in

SUBJECT = "Choose a new password for Foyer"
NEW_PASSWORD = "another sentence is fine too"


@pytest.fixture
def reset_token(page: Page, member: Person) -> str:
    ask_for_reset(page, member.email)
    return token_in(member.mails(SUBJECT)[0])


def test_reset_ends_other_sessions_and_the_old_password(
    page: Page, elsewhere: Page, member: Person, complaints: Complaints
) -> None:
    complaints.allow("401")
    enter(elsewhere, member)
    ask_for_reset(page, member.email)
    token = token_in(member.mails(SUBJECT)[0])

    page.goto(f"/reset-password#{token}")
    expect(page).to_have_url(re.compile("/reset-password$"))
    page.reload()
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change my password").click()
    expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()

    elsewhere.reload()
    expect(elsewhere).to_have_url(re.compile("/log-in"))
    log_in(page, member)
    expect(page.get_by_role("alert")).to_contain_text("You are not logged in yet")
    member.password = NEW_PASSWORD
    enter(page, member)
    member.mails("You have a new password at Foyer")


def test_used_reset_link_offers_a_new_one(
    page: Page, elsewhere: Page, member: Person, reset_token: str, complaints: Complaints
) -> None:
    complaints.allow("409")
    choose_password(elsewhere, reset_token, NEW_PASSWORD)
    expect(elsewhere.get_by_role("heading", name="Your password is changed")).to_be_visible()

    choose_password(page, reset_token, "the choice of somebody else")
    expect(page.get_by_role("heading", name="This link was already used")).to_be_visible()
    page.get_by_role("link", name="Send me a new link").click()
    expect(page.get_by_role("button", name="Send me a link")).to_be_visible()
    member.password = NEW_PASSWORD
    enter(page, member)


def test_weak_password_is_refused_and_the_reset_link_still_works(
    page: Page, member: Person, reset_token: str, complaints: Complaints
) -> None:
    complaints.allow("422")
    choose_password(page, reset_token, "password1234")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(1)
    expect(page.get_by_label("New password", exact=True)).to_have_value("password1234")
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change my password").click()
    expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()
    assert member.log_in(NEW_PASSWORD).is_success


@pytest.mark.usefixtures("complaints")
def test_unknown_address_gets_the_same_answer_and_no_mail(
    page: Page, stack: Stack, member: Person
) -> None:
    nobody = f"nobody-{member.email}"
    ask_for_reset(page, nobody)
    unknown = page.locator("main").inner_text().replace(nobody, "")
    ask_for_reset(page, member.email)
    assert page.locator("main").inner_text().replace(member.email, "") == unknown
    member.mails(SUBJECT)  # requested later and already here, so the other mail would be here too
    assert stack.mail.messages(nobody) == []
