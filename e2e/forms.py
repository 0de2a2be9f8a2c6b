"""The forms, filled in as a person does it."""

import re

from playwright.sync_api import Locator, Page, expect

from testkit.person import Person


def fill_in(page: Page, person: Person) -> None:
    """What the sign-up needs, without a picture."""
    page.goto("/sign-up")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_label("Name to show").fill(person.name)


def sign_up(page: Page, person: Person) -> None:
    """Sign up and arrive at the page that follows it."""
    fill_in(page, person)
    page.get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile("/welcome/"))
    expect(page.get_by_role("button", name="Send again")).to_be_visible()


def log_in(page: Page, person: Person, password: str | None = None) -> None:
    """Try to log in; what comes of it is for the test to say."""
    page.goto("/log-in")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(password or person.password)
    page.get_by_role("button", name="Log in").click()


def enter(page: Page, person: Person) -> None:
    """Log in and arrive at the profile."""
    log_in(page, person)
    expect(page).to_have_url(re.compile("/profile$"))
    expect(page.get_by_role("heading", name=person.name)).to_be_visible()
    expect(sessions(page).first).to_be_visible()


def sessions(page: Page) -> Locator:
    """The rows of the list on the profile, which comes last."""
    return page.get_by_role("list", name="Where you are logged in").get_by_role("listitem")


def confirm(page: Page, token: str) -> None:
    """Follow the link of a mail and press its button."""
    page.goto(f"/confirm#{token}")
    page.get_by_role("button", name="Confirm my address").click()


def prove(page: Page, person: Person) -> None:
    """Where others have signed up with the address, too: say by the password who it is."""
    page.get_by_label("The password you chose").fill(person.password)
    page.get_by_role("button", name="Confirm my address").click()


def ask_for_reset(page: Page, email: str) -> None:
    """Ask for the link to a new password, beginning at the log-in."""
    page.goto("/log-in")
    page.get_by_role("link", name="Forgot your password?").click()
    # The field of the log-in has the same label.
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()


def choose_password(page: Page, token: str, password: str) -> None:
    """Follow the link of a reset mail and choose a new password."""
    page.goto(f"/reset-password#{token}")
    page.get_by_label("New password", exact=True).fill(password)
    page.get_by_role("button", name="Change my password").click()
