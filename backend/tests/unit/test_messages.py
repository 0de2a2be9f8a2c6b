"""Rendered messages: headers, text, HTML and the templates."""

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
from foyer.urls.public import PublicUrl

SETTINGS = Settings(public_url=PublicUrl.parse("https://foyer.localhost"))
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
    """Each template of a language, with the variables that each of its blocks uses."""
    folder = TEMPLATES / language
    return {
        f"{path.relative_to(folder)}:{block}": set(re.findall(r"{{ (\w+) }}", content))
        for path in folder.rglob("*.html")
        for block, content in re.findall(
            r"{% block (\w+) %}(.*?){% endblock %}", path.read_text(), re.DOTALL
        )
    }


def test_message_has_the_headers_of_an_automatic_mail() -> None:
    message = sent(confirmation())
    assert message["To"] == "ada@example.com"
    assert message["Subject"] == "Confirm your address for Foyer"
    assert message["Message-ID"] == "<00000000-0000-0000-0000-000000000007@foyer.localhost>"
    assert message["Date"] == "Sun, 22 Nov 2026 12:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"]


def test_text_and_html_contain_the_link_and_the_reason() -> None:
    message = sent(confirmation())
    for kind in ("plain", "html"):
        body = text_of(message, kind)
        assert LINK in body
        assert "You get this mail because" in body


def test_templates_of_all_languages_use_the_same_variables() -> None:
    english, *others = (template_files(language) for language in Language)
    assert len(english) == 4 * 9  # subject, text, html and reason of nine mails
    for other in others:
        assert other == english


def test_text_ends_with_a_signature_line_and_the_reason() -> None:
    text = text_of(sent(confirmation()), "plain")
    lines = text.splitlines()
    index = lines.index("-- ")
    assert LINK in lines[:index]
    assert lines[index + 1].startswith("You get this mail because")


@pytest.mark.parametrize("language", Language)
def test_message_is_ascii_with_lines_of_78_characters(language: Language) -> None:
    mail = replace(reset("Zoë Müller " * 7), language=language)
    source = compose(mail, SETTINGS).as_bytes()
    assert source.isascii()
    assert max(map(len, source.splitlines())) <= 78
    text = text_of(sent(mail), "plain")
    assert max(len(line) for line in text.splitlines() if "://" not in line) <= 78


def test_international_domain_is_shown_as_people_write_it() -> None:
    message = sent(confirmation(recipient="ada@xn--mnchen-3ya.example"))
    assert message["To"] == "ada@xn--mnchen-3ya.example"
    for kind in ("plain", "html"):
        assert "ada@münchen.example" in text_of(message, kind)
        assert "xn--" not in text_of(message, kind)


def test_html_declares_its_language() -> None:
    message = sent(replace(confirmation(), language=Language.GERMAN))
    assert message["Subject"] == "Bestätige deine Adresse für Foyer"
    assert '<html lang="de">' in text_of(message, "html")
    assert "Bestätige deine Adresse" in text_of(message, "html")


def test_second_rendering_is_the_same_message() -> None:
    first, second = compose(confirmation(), SETTINGS), compose(confirmation(), SETTINGS)
    assert first.items()[:-1] == second.items()[:-1]
    assert text_of(first, "html") == text_of(second, "html")


def test_markup_in_a_name_is_escaped_in_html() -> None:
    message = sent(reset('<img src="x">'))
    assert "&lt;img src" in text_of(message, "html")
    assert '<img src="x">' in text_of(message, "plain")


def test_recipient_must_be_one_address() -> None:
    with pytest.raises(ValueError, match="only"):
        compose(confirmation(recipient="a@b.example, x@y.example"), SETTINGS)
