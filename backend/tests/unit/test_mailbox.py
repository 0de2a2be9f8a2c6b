"""MAIL_FROM and MAIL_REPLY_TO: the forms that people write."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from foyer.settings.mailbox import parse_mailbox


@pytest.mark.parametrize(
    ("text", "display_name", "address"),
    [
        ("a@b.example", "", "a@b.example"),
        ("<a@b.example>", "", "a@b.example"),
        ("Foyer <a@b.example>", "Foyer", "a@b.example"),
        ("Acme, Inc. <a@b.example>", "Acme, Inc.", "a@b.example"),
        ('"Acme, Inc." <a@b.example>', "Acme, Inc.", "a@b.example"),
        (r'"The \"Acme\"" <a@b.example>', 'The "Acme"', "a@b.example"),
        ("Acme (Mail) <a@b.example>", "Acme (Mail)", "a@b.example"),
        ("a@b <a@b.example>", "a@b", "a@b.example"),
        ("Bücher für alle <a@bücher.example>", "Bücher für alle", "a@xn--bcher-kva.example"),
        ("Foyer <foyer@localhost>", "Foyer", "foyer@localhost"),
    ],
)
def test_a_mailbox_is_understood_and_survives_the_header(
    text: str, display_name: str, address: str
) -> None:
    mailbox = parse_mailbox(text)
    assert (mailbox.display_name, mailbox.addr_spec) == (display_name, address)
    message = EmailMessage(policy=SMTP)
    message["From"] = mailbox
    (parsed,) = message["From"].addresses
    assert (parsed.display_name, parsed.addr_spec) == (display_name, address)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Foyer", "Foyer <>", "Foyer <a>", "Foyer a@b.example", "a@b.example, c@d.example"),
        *("Foyer <a@b.example> x", "Foyer <a@b.example", "ä@b.example", "a@b.example\nBcc: c@d.e"),
    ],
)
def test_a_text_without_exactly_one_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must|needed"):
        parse_mailbox(text)
