"""Several tabs of one browser: they share connections, the theme and the language."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from testkit.person import Person

# A browser has six connections to a server over HTTP/1.1.
CONNECTIONS = 6
MAX_WAITS = 3


class Waits:
    """The status requests of all tabs that the server holds at the moment."""

    def __init__(self, context: BrowserContext) -> None:
        self.open: set[Request] = set()
        self.peak = 0
        context.on("request", self._begin)
        context.on("requestfinished", self._end)
        context.on("requestfailed", self._end)

    def _begin(self, request: Request) -> None:
        if "prefer" in request.headers:
            self.open.add(request)
            self.peak = max(self.peak, len(self.open))

    def _end(self, request: Request) -> None:
        self.open.discard(request)


def test_seventh_tab_loads_while_six_tabs_wait(
    context: BrowserContext, base_url: str, person: Person
) -> None:
    person.sign_up().raise_for_status()
    waits = Waits(context)
    tabs = []
    for _ in range(CONNECTIONS):
        tab = context.new_page()
        tab.goto(f"{base_url}/welcome/{person.sign_up_id}")
        expect(tab.get_by_role("button", name="Send again")).to_be_visible()
        tabs.append(tab)
    for _ in range(300):
        if len(waits.open) == MAX_WAITS:
            break
        tabs[0].wait_for_timeout(100)

    seventh = context.new_page()
    seventh.goto(f"{base_url}/log-in")
    expect(seventh.get_by_role("heading", name="Welcome back")).to_be_visible()
    assert waits.peak == MAX_WAITS

    person.wait_for("SUCCESS")
    person.confirm().raise_for_status()
    for tab in tabs:
        expect(tab.get_by_role("heading", name="Your address is confirmed")).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_theme_and_language_change_in_the_other_tabs(context: BrowserContext, page: Page) -> None:
    other = context.new_page()
    for tab in (page, other):
        tab.goto("/sign-up")
        expect(tab.get_by_role("heading", name="Come on in")).to_be_visible()
    other.get_by_label("E-mail").fill("anna@example.com")

    page.get_by_role("radio", name="Dark").check()
    expect(other.locator("html")).to_have_attribute("data-theme", "dark")
    expect(other.get_by_role("radio", name="Dark")).to_be_checked()
    page.get_by_role("radio", name="Deutsch").check()
    expect(other.get_by_role("heading", name="Komm herein")).to_be_visible()
    expect(other.get_by_role("radio", name="Deutsch")).to_be_checked()
    expect(other).to_have_title(re.compile("^Registrieren"))
    expect(other.get_by_label("E-Mail")).to_have_value("anna@example.com")
