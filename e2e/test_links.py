"""Links and addresses that other programs open: mail clients, password managers, browsers."""

import io
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from e2e.conftest import log_in
from e2e.forms import sign_up
from testkit.person import Person


@pytest.mark.usefixtures("complaints")
@pytest.mark.parametrize("sign", ["%23", "%2523"])
def test_a_confirmation_link_works_when_the_mail_client_encodes_the_fragment(
    page: Page, person: Person, sign: str
) -> None:
    sign_up(page, person)
    token = person.link_token()

    page.goto(f"/confirm{sign}{token}")
    page.get_by_role("button", name="Confirm my address").click()

    expect(page.get_by_role("heading", name=f"You are in, {person.name}")).to_be_visible()
    logs = person.stack.logs.glob("*.log")
    assert [log.name for log in logs if token in log.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda fragment: f"%23{fragment}",
        lambda fragment: f"/%23{fragment}",
        lambda fragment: f"%23{quote(fragment, safe='')}",
        lambda fragment: f"%2523{quote(quote(fragment, safe=''), safe='')}",
        lambda fragment: f"#{quote(fragment, safe='')}",
        lambda fragment: f"#{fragment}&utm_source=mail",
    ],
    ids=["sign", "slash", "all", "all-twice", "fragment", "tracked"],
)
def test_a_reset_link_works_when_the_mail_client_encodes_the_fragment(
    page: Page, member: Person, rewrite: Callable[[str], str]
) -> None:
    member.http.post("/password-resets", json={"email": member.email}).raise_for_status()
    (mail,) = member.mails("Choose a new password for Foyer")
    link = re.search(r"/reset-password#(\S+)", mail.text)
    assert link

    page.goto(f"/reset-password{rewrite(link[1])}")

    expect(page.locator("input[autocomplete=username]")).to_have_value(member.email)
    page.get_by_label("New password", exact=True).fill("another good sentence")
    page.get_by_role("button", name="Change my password").click()
    expect(page.get_by_text("You are logged out everywhere")).to_be_visible()


@pytest.mark.usefixtures("complaints")
def test_a_password_manager_finds_where_the_password_is_changed(page: Page, member: Person) -> None:
    log_in(page.context, member)

    page.goto("/.well-known/change-password")

    expect(page.get_by_role("button", name="Change password")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "sizes"),
    [
        ("/favicon.ico", {(16, 16), (32, 32), (48, 48)}),
        ("/apple-touch-icon.png", {(180, 180)}),
    ],
)
def test_the_built_app_has_the_icons_that_browsers_ask_for(
    page: Page, path: str, sizes: set[tuple[int, int]]
) -> None:
    response = page.request.get(path)

    assert response.status == 200
    with Image.open(io.BytesIO(response.body())) as icon:
        assert icon.info.get("sizes", {icon.size}) == sizes


def test_the_pages_of_mail_links_are_not_for_search_engines(page: Page) -> None:
    text = page.request.get("/robots.txt").text()

    assert {"Disallow: /confirm", "Disallow: /reset-password"} <= set(text.splitlines())
    assert page.request.get("/confirm").headers["content-type"] == "text/html; charset=utf-8"
