"""The log-in and the password reset."""

from playwright.sync_api import Page, expect

from e2e.conftest import log_in as carry_session
from e2e.forms import ask_for_reset, choose_password, sessions
from e2e.forms import log_in as try_to_log_in
from e2e.scenes.people import People
from e2e.scenes.scene import SceneGroup
from e2e.scenes.stubbed_responses import refuse, too_many
from testkit.person import token_in

group = SceneGroup()
A_SENTENCE = "a sentence of some length"


@group.scene()
def log_in(page: Page, _people: People) -> None:
    page.goto("/log-in")


@group.scene()
def log_in_errors(page: Page, _people: People) -> None:
    page.goto("/log-in")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(2)


@group.scene()
def log_in_wrong_password(page: Page, people: People) -> None:
    try_to_log_in(page, people.member_with_picture, "not my password")
    expect(page.get_by_role("alert")).to_contain_text("You are not logged in yet")


@group.scene()
def log_in_too_many(page: Page, people: People) -> None:
    too_many(page, "**/api/sessions")
    try_to_log_in(page, people.newcomer())
    expect(page.get_by_role("alert")).to_contain_text("Too many tries. Try again in 40 seconds.")


@group.scene()
def log_in_session_ended(page: Page, people: People) -> None:
    person = people.member()
    carry_session(page.context, person)
    page.goto("/profile")
    expect(sessions(page).first).to_be_visible()
    page.get_by_role("button", name="Change name").click()
    person.http.delete("/sessions").raise_for_status()
    page.get_by_label("Name to show").fill("Augusta")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You were logged out. Log in to go on.")).to_be_visible()


@group.scene()
def reset_password(page: Page, _people: People) -> None:
    page.goto("/reset-password")


@group.scene()
def reset_password_errors(page: Page, _people: People) -> None:
    page.goto("/reset-password")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your e-mail address")


@group.scene()
def reset_password_asked(page: Page, people: People) -> None:
    ask_for_reset(page, people.member_with_picture.email)


@group.scene()
def reset_password_choose(page: Page, _people: People) -> None:
    page.goto("/reset-password#token")
    expect(page.get_by_role("button", name="Change my password")).to_be_visible()


@group.scene()
def reset_password_too_short(page: Page, _people: People) -> None:
    choose_password(page, "made-up", "short")
    expect(page.get_by_role("alert")).to_contain_text("Use 12 characters or more")


@group.scene()
def reset_password_done(page: Page, people: People) -> None:
    person = people.member()
    person.http.post("/password-resets", json={"email": person.email}).raise_for_status()
    choose_password(page, token_in(person.mails("Choose a new password for Foyer")[0]), A_SENTENCE)
    expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()


@group.scene()
def reset_password_unknown_link(page: Page, _people: People) -> None:
    choose_password(page, "made-up", A_SENTENCE)
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()


@group.scene()
def reset_password_used_link(page: Page, _people: People) -> None:
    refuse(page, "**/api/password-resets", 409, "reset_used")
    choose_password(page, "made-up", A_SENTENCE)
    expect(page.get_by_role("heading", name="This link was already used")).to_be_visible()


@group.scene()
def reset_password_expired_link(page: Page, _people: People) -> None:
    refuse(page, "**/api/password-resets", 410, "reset_expired")
    choose_password(page, "made-up", A_SENTENCE)
    expect(page.get_by_role("heading", name="This link has expired")).to_be_visible()
