"""Fills in the forms as a person does."""

import re

from playwright.sync_api import Locator, Page, expect

from e2e.held_scripts import wait_for_script
from testkit.person import Person


def fill_in(page: Page, person: Person) -> None:
    """Fill in the sign-up form without a picture."""
    page.goto("/sign-up")
    wait_for_script(page)
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_label("Name to show").fill(person.name)


def sign_up(page: Page, person: Person) -> None:
    """Sign up and wait for the welcome page."""
    fill_in(page, person)
    page.get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile("/welcome/"))
    expect(page.get_by_role("button", name="Send again")).to_be_visible()


def log_in(page: Page, person: Person, password: str | None = None) -> None:
    """Submit the log-in form; the test checks the result."""
    page.goto("/log-in")
    wait_for_script(page)
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(password or person.password)
    page.get_by_role("button", name="Log in").click()


def enter(page: Page, person: Person) -> None:
    """Log in and wait for the profile."""
    log_in(page, person)
    expect(page).to_have_url(re.compile("/profile$"))
    expect(page.get_by_role("heading", name=person.name)).to_be_visible()
    expect(sessions(page).first).to_be_visible()


def sessions(page: Page) -> Locator:
    """Return the rows of the list of sessions on the profile."""
    return page.get_by_role("list", name="Where you are logged in").get_by_role("listitem")


def confirm(page: Page, token: str) -> None:
    """Open a confirmation link and press the button."""
    page.goto(f"/confirm#{token}")
    page.get_by_role("button", name="Confirm my address").click()


def prove(page: Page, person: Person) -> None:
    """Confirm a contested sign-up with its password."""
    page.get_by_label("The password you chose").fill(person.password)
    page.get_by_role("button", name="Confirm my address").click()


def ask_for_reset(page: Page, email: str) -> None:
    """Request a reset link, starting at the log-in page."""
    page.goto("/log-in")
    page.get_by_role("link", name="Forgot your password?").click()
    # The log-in page has a field with the same label.
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()


def choose_password(page: Page, token: str, password: str) -> None:
    """Open a reset link and choose a new password."""
    page.goto(f"/reset-password#{token}")
    page.get_by_label("New password", exact=True).fill(password)
    page.get_by_role("button", name="Change my password").click()
