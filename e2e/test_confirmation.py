"""The confirmation link: who may use it, scanners that open it, and mails that do not arrive."""

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.conftest import Complaints
from e2e.forms import confirm, enter, log_in, prove, sign_up
from local.stack import Stack
from testkit.person import Person, token_in


@pytest.fixture
def attacker(stack: Stack, person: Person) -> Iterator[Person]:
    """An attacker who signed up with the person's address first."""
    with Person(stack, person.email) as attacker:
        attacker.password = "the attacker's own sentence"
        attacker.name = "Eve Black"
        attacker.sign_up(b"").raise_for_status()
        stack.mail.wait_for(person.email, count=1)
        yield attacker


def test_earlier_sign_up_with_my_address_gets_no_access_to_my_account(
    page: Page,
    elsewhere: Page,
    stack: Stack,
    person: Person,
    attacker: Person,
    complaints: Complaints,
) -> None:
    for status in ("401", "403", "409"):
        complaints.allow(status)
    sign_up(page, person)
    theirs, hers = map(token_in, stack.mail.wait_for(person.email, count=2))
    confirm(page, theirs)
    prove(page, person)
    expect(page.get_by_role("alert").get_by_role("link")).to_contain_text(
        "The link in another mail may be yours."
    )
    assert attacker.follow()["state"] == "pending"

    confirm(page, hers)
    expect(page.get_by_role("heading", name=f"You are in, {person.name}")).to_be_visible()
    confirm(elsewhere, theirs)
    expect(elsewhere.get_by_role("heading", name="Already confirmed")).to_be_visible()
    log_in(elsewhere, attacker)
    expect(elsewhere.get_by_role("alert")).to_contain_text("You are not logged in yet")
    enter(page, person)
    expect(page.get_by_text(attacker.name)).to_have_count(0)


@pytest.mark.usefixtures("attacker")
def test_password_confirms_a_contested_link_in_another_browser(
    page: Page, elsewhere: Page, stack: Stack, person: Person, complaints: Complaints
) -> None:
    complaints.allow("409")
    sign_up(elsewhere, person)
    _, hers = stack.mail.wait_for(person.email, count=2)
    confirm(page, token_in(hers))
    prove(page, person)
    expect(page.get_by_role("heading", name=f"You are in, {person.name}")).to_be_visible()
    enter(page, person)


def test_opening_another_persons_welcome_page_does_not_claim_their_sign_up(
    page: Page, stack: Stack, person: Person, attacker: Person, complaints: Complaints
) -> None:
    complaints.allow("409")
    complaints.allow("net::ERR_ABORTED")  # a poll that the navigation cancels
    sign_up(page, person)
    theirs, hers = map(token_in, stack.mail.wait_for(person.email, count=2))
    page.goto(f"/welcome/{attacker.sign_up_id}")
    expect(page.get_by_role("button", name="Send again")).to_be_visible()
    confirm(page, theirs)
    expect(page.get_by_role("heading", name="Is this request yours?")).to_be_visible()
    confirm(page, hers)
    expect(page.get_by_role("heading", name=f"You are in, {person.name}")).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_link_still_works_after_a_mail_scanner_opened_it(
    page: Page, browser: Browser, stack: Stack, person: Person
) -> None:
    person.sign_up(b"").raise_for_status()
    token = person.link_token()
    link = f"{stack.url}/confirm#{token}"
    for method in ("GET", "HEAD"):
        for address in (link, link.replace("#", "?token=")):
            assert httpx.request(method, address).is_success
    _open_and_prefetch(browser, stack.url, link)
    assert person.follow()["state"] == "pending"

    confirm(page, token)
    expect(page.get_by_role("heading", name=f"You are in, {person.name}")).to_be_visible()
    assert person.follow()["state"] == "confirmed"


def _open_and_prefetch(browser: Browser, url: str, link: str) -> None:
    """Act like a scanner with a browser: run the page and prefetch the link."""
    with browser.new_context() as context:
        scanner = context.new_page()
        scanner.goto(f"{url}/robots.txt")
        with scanner.expect_response(re.compile("/confirm")):
            scanner.evaluate(
                """link => {
                    const hint = document.createElement("link");
                    Object.assign(hint, { rel: "prefetch", href: link });
                    document.documentElement.append(hint);
                }""",
                link,
            )
        scanner.goto(link)
        scanner.get_by_role("button", name="Confirm my address").wait_for()


@pytest.mark.usefixtures("complaints")
def test_token_leaves_the_address_bar_and_survives_a_reload(page: Page, person: Person) -> None:
    person.sign_up(b"").raise_for_status()
    page.goto(f"/confirm#{person.link_token()}")
    expect(page).to_have_url(re.compile("/confirm$"))
    page.reload()
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_role("heading", name=f"You are in, {person.name}")).to_be_visible()


def test_mistyped_address_is_changed_before_confirmation(
    page: Page, elsewhere: Page, stack: Stack, person: Person, complaints: Complaints
) -> None:
    complaints.allow("410")
    complaints.allow("net::ERR_ABORTED")  # a poll for the old address, which is cancelled
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")  # while the mail is being sent, a resend returns the same task
    first = person.link_token()
    page.goto(f"/welcome/{person.sign_up_id}")
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("The mail is on its way again.")).to_be_visible()
    expect(page.get_by_role("button", name="Send again")).to_contain_text("seconds")
    stack.mail.wait_for(person.email, count=2)

    person.email = f"mended-{person.email}"
    page.get_by_role("button", name="Change address").click()
    page.get_by_label("New e-mail address").fill(person.email)
    page.get_by_role("button", name="Send the mail there").click()
    steps = page.get_by_role("list", name="What is happening")
    expect(steps.get_by_text("Sent to m•••@example.com")).to_be_visible()

    confirm(elsewhere, first)
    expect(
        elsewhere.get_by_role("heading", name="A newer link has replaced this one")
    ).to_be_visible()
    confirm(elsewhere, person.link_token())
    # The confirmation there updates this page.
    expect(page.get_by_role("heading", name="Your address is confirmed")).to_be_visible()
    enter(page, person)
