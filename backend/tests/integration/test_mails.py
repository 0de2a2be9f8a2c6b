"""All mails, as they arrive over SMTP."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

import pytest

from foyer.db.base import utc_now
from local.mailcatcher import CaughtMail
from local.stack import Stack
from testkit.person import Person, token_in

SUBJECTS = {
    "en": {
        "confirmation": "Confirm your address for Foyer",
        "already registered": "You already have an account at Foyer",
        "email change": "Confirm your new address for Foyer",
        "email changed": "Your address at Foyer was changed",
        "password reset": "Choose a new password for Foyer",
        "password was reset": "You have a new password at Foyer",
        "password changed": "Your password at Foyer was changed",
        "address in use": "You already have an account at Foyer",
    },
    "de": {
        "confirmation": "Bestätige deine Adresse für Foyer",
        "already registered": "Du hast schon ein Konto bei Foyer",
        "email change": "Bestätige deine neue Adresse für Foyer",
        "email changed": "Deine Adresse bei Foyer wurde geändert",
        "password reset": "Wähle ein neues Passwort für Foyer",
        "password was reset": "Du hast ein neues Passwort bei Foyer",
        "password changed": "Dein Passwort bei Foyer wurde geändert",
        "address in use": "Du hast schon ein Konto bei Foyer",
    },
}
REASON = {"en": "You get this mail because", "de": "Du bekommst diese E-Mail, weil"}
WITH_TOKEN = {"confirmation", "email change", "password reset"}
LONGEST_LINE = 78  # RFC 5322, 2.1.1: the length that simple mail programs show in one line


class HtmlContent(HTMLParser):
    """The links, texts and resources of an HTML mail."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.text: list[str] = []
        self.meta: dict[str, str] = {}
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._hidden = tag in {"style", "title"}
        if tag == "a":
            self.links.add(values["href"])
        if tag == "meta" and "name" in values:
            self.meta[values["name"]] = values["content"]
        self.loaded |= {values[name] for name in ("src", "background") if name in values}

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's own signature
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None, kind
    return str(part.get_content())


@pytest.fixture(scope="module", params=SUBJECTS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def mails(stack: Stack, language: str) -> Iterator[dict[str, CaughtMail]]:
    """One mail of each kind, for a person who chose the language at the sign-up."""
    caught: dict[str, CaughtMail] = {}

    def take(name: str, to: str) -> str:
        caught[name] = person.mails(SUBJECTS[language][name], to=to)[-1]
        return token_in(caught[name]) if name in WITH_TOKEN else ""

    with Person(stack) as person, Person(stack) as other:
        first, second = person.email, f"new-{person.email}"
        for one in (person, other):
            one.http.headers["Accept-Language"] = f"{language}-XX,{language};q=0.9,fr;q=0.5"
        other.join()
        person.sign_up(b"").raise_for_status()
        del person.http.headers["Accept-Language"]
        person.confirm(take("confirmation", first)).raise_for_status()
        person.sign_up(b"").raise_for_status()
        take("already registered", first)
        person.log_in().raise_for_status()
        wish = {"email": other.email, "password": person.password}
        person.http.put("/me/email", json=wish).raise_for_status()
        take("address in use", other.email)
        person.http.put("/me/email", json=wish | {"email": second}).raise_for_status()
        person.confirm(take("email change", second)).raise_for_status()
        take("email changed", first)
        new = "another sentence altogether"
        person.http.put(
            "/me/password", json={"current_password": person.password, "new_password": new}
        ).raise_for_status()
        take("password changed", second)
        person.http.post("/password-resets", json={"email": second}).raise_for_status()
        reset = {"token": take("password reset", second), "password": person.password}
        person.http.put("/password-resets", json=reset).raise_for_status()
        take("password was reset", second)
        yield caught


for_each_mail = pytest.mark.parametrize("name", SUBJECTS["en"])


@for_each_mail
def test_headers_of_every_mail(mails: dict[str, CaughtMail], name: str) -> None:
    mail = mails[name]
    message = mail.message
    assert mail.sender == "hello@foyer.example"
    assert mail.recipients == (message["To"],)  # the only recipient, in the envelope too
    assert message["From"] == "Foyer <hello@foyer.example>"
    assert message["Reply-To"] == "Foyer help desk <help@foyer.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f-]{36}@localhost>", message["Message-ID"])
    age = utc_now() - parsedate_to_datetime(message["Date"])
    assert -5 < age.total_seconds() < 300
    for header in ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted"):
        assert len(message.get_all(header, [])) == 1, header
    assert not message.defects


@for_each_mail
def test_text_and_html_have_the_same_content(
    mails: dict[str, CaughtMail], language: str, name: str
) -> None:
    message = mails[name].message
    assert message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]  # the preferred one comes last (RFC 2046, 5.1.4)
    text, seen = body(message, "plain"), HtmlContent(body(message, "html"))
    assert f'<html lang="{language}">' in body(message, "html")
    shown = " ".join(" ".join(seen.text).split())
    for content in (text, shown):
        assert REASON[language] in content
        assert message["To"] in content
    pattern = r"https?://\S+#\S+|https?://\S+/(?:log-in|reset-password)"
    assert set(re.findall(pattern, text)) == seen.links


@for_each_mail
def test_plain_text_is_readable_without_html(mails: dict[str, CaughtMail], name: str) -> None:
    text = body(mails[name].message, "plain")
    assert "<" not in text
    assert "{" not in text
    long = [line for line in text.splitlines() if len(line) > LONGEST_LINE]
    assert all("://" in line or "@" in line for line in long), long


@for_each_mail
def test_html_supports_dark_mode_and_loads_nothing(mails: dict[str, CaughtMail], name: str) -> None:
    html = body(mails[name].message, "html")
    seen = HtmlContent(html)
    assert seen.meta["color-scheme"] == "light dark"
    assert "@media (prefers-color-scheme: dark)" in html
    assert seen.loaded == set()
    assert "url(" not in html
    assert "<script" not in html


@for_each_mail
def test_links_lead_to_the_site_and_have_a_token_only_where_needed(
    mails: dict[str, CaughtMail], stack: Stack, name: str
) -> None:
    links = HtmlContent(body(mails[name].message, "html")).links
    assert all(link.startswith(f"{stack.url}/") for link in links)
    assert any("#" in link for link in links) is (name in WITH_TOKEN)
    assert not any("?" in link for link in links)


def test_every_mail_has_its_own_message_id(mails: dict[str, CaughtMail]) -> None:
    assert len({mail.message["Message-ID"] for mail in mails.values()}) == len(SUBJECTS["en"])


def test_mail_to_an_unconfirmed_address_contains_no_text_of_a_stranger(person: Person) -> None:
    person.name = "Buy at cheap.example"
    person.sign_up(b"").raise_for_status()
    mail = person.mails(SUBJECTS["en"]["confirmation"])[-1]
    for kind in ("plain", "html"):
        assert "cheap.example" not in body(mail.message, kind)
