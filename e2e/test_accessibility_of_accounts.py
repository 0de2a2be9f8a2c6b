"""The states that the pages of accounts come to in use, looked at as test_accessibility.py does."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from e2e.conftest import log_in
from e2e.forms import ask_for_reset, choose_password, confirm, sessions
from e2e.test_accessibility import check
from tests.person import Person

pytestmark = pytest.mark.parametrize("theme", ["light", "dark"])


def _too_many(route: Route) -> None:
    problem = {"code": "too_many_requests", "detail": "Wait.", "reference": "r", "retry_after": 40}
    route.fulfill(status=429, headers={"Retry-After": "40"}, json=problem)


@pytest.fixture
def profile(page: Page, context: BrowserContext, member: Person) -> Page:
    log_in(context, member)
    page.goto("/profile")
    sessions(page).first.wait_for()
    return page


def test_a_reset_from_the_question_to_the_dead_link(page: Page, member: Person, theme: str) -> None:
    ask_for_reset(page, member.email)
    check(page, theme)
    choose_password(page, "made-up", "short")
    page.get_by_role("alert").wait_for()
    check(page, theme)
    choose_password(page, "made-up", "a sentence of some length")
    page.get_by_role("heading", name="This link does not work").wait_for()
    check(page, theme)


def test_a_dead_confirmation_link(page: Page, theme: str) -> None:
    confirm(page, "made-up")
    page.get_by_role("heading", name="This link does not work").wait_for()
    check(page, theme)


def test_a_link_of_an_address_that_was_signed_up_twice(
    page: Page, person: Person, theme: str
) -> None:
    for _ in range(2):
        person.sign_up(b"").raise_for_status()
    confirm(page, person.link_token())
    page.get_by_role("heading", name="Was it you who signed up?").wait_for()
    check(page, theme)
    page.get_by_role("button", name="Confirm my address").click()
    page.get_by_role("alert").wait_for()
    check(page, theme)


def test_a_session_that_ended_while_a_form_was_open(
    profile: Page, member: Person, theme: str
) -> None:
    profile.get_by_role("button", name="Change name").click()
    member.http.delete("/sessions")
    profile.get_by_label("Name to show").fill("Augusta")
    profile.keyboard.press("Enter")
    profile.get_by_text("You were logged out. Log in to go on.").wait_for()
    check(profile, theme)


def test_too_many_tries(page: Page, theme: str) -> None:
    page.route("**/api/sessions", _too_many)
    page.goto("/log-in")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill("a sentence")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("Too many tries. Try again in 40 seconds.")
    check(page, theme)


def test_the_mail_sent_again_and_to_another_address(page: Page, person: Person, theme: str) -> None:
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    page.goto(f"/welcome/{person.sign_up_id}")
    page.get_by_role("button", name="Send again").click()
    page.get_by_text("The mail is on its way again.").wait_for()
    page.get_by_role("button", name="Change address").click()
    page.get_by_role("button", name="Send the mail there").click()
    page.get_by_role("alert").wait_for()
    check(page, theme)


def test_all_forms_of_the_profile_open_with_their_errors(profile: Page, theme: str) -> None:
    for name in ("New picture", "Change name", "Change address", "Change password"):
        profile.get_by_role("button", name=name).click()
    for name in ("Use this picture", "Send the link", "Save password"):
        profile.get_by_role("button", name=name).click()
    expect(profile.get_by_role("alert")).to_have_count(3)
    check(profile, theme)


def test_an_address_that_waits(profile: Page, member: Person, theme: str) -> None:
    address = f"an.address.that.is.rather.long.{member.email}"
    member.http.put("/me/email", json={"email": address, "password": member.password})
    profile.reload()
    profile.get_by_text("waits for you").wait_for()
    check(profile, theme)


def test_the_question_before_an_account_is_deleted_and_the_farewell(
    profile: Page, member: Person, theme: str
) -> None:
    profile.get_by_role("button", name="Delete my account").click()
    dialog = profile.get_by_role("dialog")
    dialog.get_by_role("button", name="Delete for good").click()
    dialog.get_by_role("alert").wait_for()
    check(profile, theme)
    dialog.get_by_label("Your password").fill(member.password)
    dialog.get_by_role("button", name="Delete for good").click()
    profile.get_by_role("heading", name="Your account is deleted").wait_for()
    check(profile, theme)
