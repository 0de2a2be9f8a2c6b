"""Several tabs and accounts in one browser: a page acts only on the account that it shows."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.conftest import Complaints, log_in
from local.stack import Stack
from testkit.person import Person


@pytest.fixture
def second(stack: Stack) -> Iterator[Person]:
    """Another person with an account, who uses the same browser."""
    with Person(stack) as person:
        person.name = "Grace Hopper"
        yield person.join()


@pytest.fixture
def tab(context: BrowserContext, page: Page, member: Person) -> Page:
    """A tab that shows the member's profile."""
    log_in(context, member)
    page.goto("/profile")
    expect(page.get_by_role("heading", name=member.name)).to_be_visible()
    return page


def switch_account(context: BrowserContext, person: Person) -> None:
    """Replace the session cookie, as a log-in in another tab does."""
    context.clear_cookies()
    log_in(context, person)


def test_stale_page_does_not_rename_another_account(
    tab: Page, context: BrowserContext, second: Person, complaints: Complaints
) -> None:
    complaints.allow("409")
    tab.get_by_role("button", name="Change name").click()
    tab.get_by_role("textbox", name="Name to show").fill("Somebody Else")
    switch_account(context, second)
    tab.get_by_role("button", name="Save name").click()
    expect(tab.get_by_role("alert")).to_contain_text("another account")
    expect(tab.get_by_role("heading", name=second.name)).to_be_visible()
    assert second.http.get("/me").json()["display_name"] == second.name


def test_log_in_in_another_tab_reloads_the_page(
    tab: Page, context: BrowserContext, second: Person
) -> None:
    switch_account(context, second)
    other_tab = context.new_page()
    other_tab.goto("/profile")
    expect(other_tab.get_by_role("heading", name=second.name)).to_be_visible()
    expect(tab.get_by_role("heading", name=second.name)).to_be_visible()
    expect(tab.get_by_role("alert")).to_contain_text("another account")


def test_log_out_in_another_tab_leads_to_the_log_in(
    tab: Page, context: BrowserContext, complaints: Complaints
) -> None:
    complaints.allow("401")
    other_tab = context.new_page()
    other_tab.goto("/profile")
    other_tab.get_by_role("button", name="Log out", exact=True).click()
    expect(other_tab.get_by_role("button", name="Log in")).to_be_visible()
    expect(tab.get_by_role("button", name="Log in")).to_be_visible()


def test_log_in_in_another_tab_leads_on_from_the_log_in(
    page: Page, context: BrowserContext, member: Person, complaints: Complaints
) -> None:
    complaints.allow("401")
    other_tab = context.new_page()
    for each_tab in (page, other_tab):
        each_tab.goto("/profile")
        expect(each_tab.get_by_role("button", name="Log in")).to_be_visible()
    other_tab.get_by_label("E-mail").fill(member.email)
    other_tab.get_by_label("Password", exact=True).fill(member.password)
    other_tab.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name=member.name)).to_be_visible()


BLOCK_STORAGE = """() => Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("blocked", "SecurityError"); }
})"""


def test_page_with_blocked_storage_is_not_reloaded_when_it_is_shown_again(
    page: Page, context: BrowserContext, member: Person
) -> None:
    page.add_init_script(f"({BLOCK_STORAGE})()")
    log_in(context, member)
    page.goto("/profile")
    page.get_by_role("button", name="Change name").click()
    name = page.get_by_role("textbox", name="Name to show")
    name.fill("Half a na")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("fetch('/api/me')")  # a reload would end it
    expect(name).to_have_value("Half a na")
    expect(page.get_by_role("navigation").get_by_role("link", name="Profile")).to_be_visible()


def test_page_from_the_back_forward_cache_notices_a_log_out(
    tab: Page, context: BrowserContext, complaints: Complaints
) -> None:
    complaints.allow("401")
    context.clear_cookies()
    tab.evaluate("localStorage.removeItem('foyer.signed-in')")
    tab.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(tab.get_by_role("button", name="Log in")).to_be_visible()
