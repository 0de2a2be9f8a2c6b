"""A forged Host header does not change any link or redirect."""

import httpx

from local.nginx import Nginx
from local.stack import Stack
from testkit.person import Person

FORGED = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil"}


def test_links_in_confirmation_mails_come_from_the_public_url(
    stack: Stack, web: Nginx, person: Person
) -> None:
    form = {"email": person.email, "password": person.password, "display_name": person.name}
    for url in (web.url, stack.api.url):
        httpx.post(f"{url}/api/sign-ups", data=form, headers=FORGED).raise_for_status()
    for mail in person.mails("Confirm your address for Foyer", count=2):
        assert f"{stack.url}/confirm#" in mail.text
        assert "evil" not in mail.message.as_string()


def test_links_in_reset_mails_come_from_the_public_url(web: Nginx, user: Person) -> None:
    answer = httpx.post(
        f"{web.url}/api/password-resets", json={"email": user.email}, headers=FORGED
    )
    assert answer.status_code == httpx.codes.ACCEPTED
    (mail,) = user.mails("Choose a new password for Foyer")
    assert f"{user.stack.url}/reset-password#" in mail.text
    assert "evil" not in mail.message.as_string()


def test_no_redirect_uses_the_host_header(stack: Stack, web: Nginx) -> None:
    for url in (web.url, stack.api.url):
        for path in ("/api/me/", "/api/sign-ups/", "/api", "/api/docs/"):
            answer = httpx.get(f"{url}{path}", headers=FORGED)
            assert "evil" not in answer.headers.get("location", ""), path
            assert "evil" not in answer.text
    assert httpx.get(f"{web.url}/flower", headers=FORGED).headers["location"] == "/flower/"
