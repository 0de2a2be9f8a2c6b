"""Faults of the mail server: stopped, busy, refusing, closing the connection."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from testkit.person import Person
from tests.faults.mail_server import MailServer


def test_a_mail_waits_while_the_mail_server_is_stopped(
    person: Person, mail_server: MailServer
) -> None:
    mail_server.stop()
    try:
        person.sign_up(b"").raise_for_status()
        person.wait_for("RETRY")
        task = person.task("send_confirmation_email")
        assert task["error"]["code"] == "mail_delayed"
        assert task["finished_at"] is None
    finally:
        mail_server.start()
    person.wait_for("SUCCESS")
    assert len(mail_server.mails_to(person.email)) == 1


@pytest.mark.parametrize(
    "reply", ["421 4.3.2 later", "450 4.2.1 busy", "451 4.7.1 greylisted", "data 452 4.3.1 full"]
)
def test_a_temporary_reply_is_retried(person: Person, mail_server: MailServer, reply: str) -> None:
    mail_server.behave(person.email, reply)
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    assert person.task("send_confirmation_email")["attempts"] == 2
    assert len(mail_server.mails_to(person.email)) == 1


@pytest.mark.parametrize("reply", ["550 5.1.1 no such user", "553 5.1.3 bad"])
def test_refusal_of_the_recipient_fails_the_task_with_a_reason(
    person: Person, mail_server: MailServer, reply: str
) -> None:
    mail_server.behave(person.email, reply)
    person.sign_up(b"").raise_for_status()
    person.wait_for("FAILURE")
    task = person.task("send_confirmation_email")
    assert (task["attempts"], task["error"]["code"]) == (1, "mail_refused")
    assert reply[4:] not in str(task)
    assert mail_server.mails_to(person.email) == []


@pytest.mark.parametrize(
    "reply", ["553 5.7.1 not owned by relay-login", "530 5.7.0 log in", "data 554 5.7.1 no"]
)
def test_refusal_of_our_configuration_is_retried(
    person: Person, mail_server: MailServer, reply: str
) -> None:
    """The response has our own words; only administrators see the server's reply."""
    mail_server.behave(person.email, reply)
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    assert person.task("send_confirmation_email")["attempts"] == 2
    assert "relay-login" not in str(person.follow())
    assert len(mail_server.mails_to(person.email)) == 1


def test_a_connection_lost_after_the_final_dot_repeats_the_same_mail(
    person: Person, mail_server: MailServer
) -> None:
    mail_server.behave(person.email, "hang up")
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    first, second = map(parse, mail_server.mails_to(person.email))
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    assert text(first) == text(second)
    assert "/confirm#" in text(first)


def test_a_mail_that_is_never_confirmed_is_sent_twice_at_most(
    person: Person, mail_server: MailServer
) -> None:
    mail_server.behave(person.email, *["hang up"] * 5)
    person.sign_up(b"").raise_for_status()
    person.wait_for("FAILURE")
    task = person.task("send_confirmation_email")
    assert (task["attempts"], task["error"]["code"]) == (2, "mail_maybe_sent")
    first, second = map(parse, mail_server.mails_to(person.email))
    assert first["Message-ID"] == second["Message-ID"]


def parse(source: bytes) -> EmailMessage:
    return message_from_bytes(source, policy=policy.default)


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body
    return str(body.get_content())
