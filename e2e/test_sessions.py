"""Sessions: start, list and end."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e.conftest import Complaints
from e2e.forms import enter, sessions
from foyer.api.dependencies import COOKIE
from local.stack import Stack
from testkit.person import Person


def _cookie(context: BrowserContext, url: str) -> str:
    (value,) = (each["value"] for each in context.cookies(url) if each.get("name") == COOKIE)
    return value


@pytest.mark.usefixtures("complaints")
def test_log_in_replaces_a_planted_session(
    page: Page, context: BrowserContext, stack: Stack, member: Person
) -> None:
    with Person(stack) as attacker:
        planted = attacker.join().http.cookies[COOKIE]
        context.add_cookies([{"name": COOKIE, "value": planted, "url": stack.url}])
        enter(page, member)
        assert _cookie(context, stack.url) != planted
        # The planted session is not logged in, as the victim or as anyone.
        assert not attacker.is_logged_in()


@pytest.mark.usefixtures("complaints")
def test_unknown_session_id_is_not_adopted(
    page: Page, context: BrowserContext, stack: Stack, member: Person
) -> None:
    made_up = "A" * 43
    context.add_cookies([{"name": COOKIE, "value": made_up, "url": stack.url}])
    enter(page, member)
    assert _cookie(context, stack.url) != made_up


def test_session_is_ended_from_another_browser(
    page: Page, elsewhere: Page, member: Person, complaints: Complaints
) -> None:
    complaints.allow("401")
    enter(page, member)
    enter(elsewhere, member)
    page.reload()
    rows = sessions(page)
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="This browser")).to_have_count(1)
    expect(rows.first).to_contain_text(re.compile(r"(Chrome|Firefox|Safari) on \w+"))

    rows.get_by_role("button", name="Log out").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("This browser")
    elsewhere.reload()
    expect(elsewhere).to_have_url(re.compile("/log-in"))
    page.reload()
    expect(page).to_have_url(re.compile("/profile$"))


def test_log_out_everywhere_ends_all_sessions(
    page: Page, elsewhere: Page, member: Person, complaints: Complaints
) -> None:
    complaints.allow("401")
    enter(page, member)
    enter(elsewhere, member)
    page.get_by_role("button", name="Log out everywhere").click()
    expect(page).to_have_url(re.compile("/log-in$"))
    page.goto("/profile")
    expect(page).to_have_url(re.compile("/log-in"))
    elsewhere.reload()
    expect(elsewhere).to_have_url(re.compile("/log-in"))
