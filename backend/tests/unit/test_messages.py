"""Mails as they go out."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

import pytest

from foyer.mail import messages
from foyer.mail.messages import Mail, compose
from foyer.models import Language
from foyer.settings import Settings

SETTINGS = Settings(public_url="https://foyer.localhost")
TEMPLATES = Path(messages.__file__).parent / "templates"
LINK = "https://foyer.localhost/confirm#token"


def confirmation(recipient: str = "ada@example.com") -> Mail:
    return Mail(
        "confirmation",
        Language.ENGLISH,
        recipient,
        UUID(int=7),
        datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
        {"link": LINK, "lifetime": "24 hours"},
    )


def reset(display_name: str) -> Mail:
    return replace(
        confirmation(),
        template="password_reset",
        context={"display_name": display_name, "link": LINK, "lifetime": "1 hour"},
    )


def sent(mail: Mail) -> EmailMessage:
    """The message as a mail program reads it."""
    message = message_from_bytes(compose(mail, SETTINGS).as_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content


def template_files(language: Language) -> dict[str, set[str]]:
    """Each file of a language's templates, with the blanks it fills in."""
    folder = TEMPLATES / language
    return {
        str(path.relative_to(folder)): set(re.findall(r"{{ (\w+) }}", path.read_text()))
        for path in folder.rglob("body.*")
    }


def test_the_headers() -> None:
    message = sent(confirmation())
    assert message["To"] == "ada@example.com"
    assert message["Subject"] == "Confirm your address for Foyer"
    assert message["Message-ID"] == "<00000000-0000-0000-0000-000000000007@foyer.localhost>"
    assert message["Date"] == "Sun, 22 Nov 2026 12:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"]


def test_text_and_html_have_the_link_and_the_reason() -> None:
    message = sent(confirmation())
    for kind in ("plain", "html"):
        body = text_of(message, kind)
        assert LINK in body
        assert "You get this mail because" in body


def test_each_template_is_there_in_each_language() -> None:
    """With the same blanks: else a mail would fail when somebody reads another language."""
    english, *others = (template_files(language) for language in Language)
    assert english
    for other in others:
        assert other.keys() == english.keys()
        for name, blanks in english.items():
            assert other[name] == blanks, name


def test_the_language_is_told_to_programs_that_read_aloud() -> None:
    message = sent(replace(confirmation(), language=Language.GERMAN))
    assert message["Subject"] == "Bestätige deine Adresse für Foyer"
    assert '<html lang="de">' in text_of(message, "html")
    assert "Bestätige deine Adresse" in text_of(message, "html")


def test_a_second_copy_is_the_same_mail() -> None:
    first, second = compose(confirmation(), SETTINGS), compose(confirmation(), SETTINGS)
    assert first.items()[:-1] == second.items()[:-1]
    assert text_of(first, "html") == text_of(second, "html")


def test_a_name_is_text_and_nothing_more() -> None:
    message = sent(reset('<img src="x">'))
    assert "&lt;img src" in text_of(message, "html")
    assert '<img src="x">' in text_of(message, "plain")


def test_a_recipient_is_one_address() -> None:
    with pytest.raises(ValueError, match="only"):
        compose(confirmation(recipient="a@b.example, x@y.example"), SETTINGS)
