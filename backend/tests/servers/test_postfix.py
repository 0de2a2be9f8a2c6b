"""Mails through Debian's Postfix: TLS, log-in, and what it refuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from foyer.mail.errors import MailEncryptionError, MailLoginError, MailNotPermittedError
from local.context import Context
from local.stack import Stack
from testkit.person import Person
from tests.servers.certificate import Certificate
from tests.servers.journey import take_journey
from tests.servers.postfix import PASSWORD, USER, Postfix
from tests.servers.processes import leaked, logs_of
from tests.unit.smtp_server import deliver, settings_for

PARTS = {"database", "broker", "api", "worker", "dispatcher"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("relayed")


@pytest.fixture(scope="module")
def relay(folder: Path) -> Iterator[Postfix]:
    relay = Postfix(Context(folder), Certificate.create(folder, "IP:127.0.0.1"))
    yield relay
    relay.close()


@pytest.fixture(scope="module")
def stack(folder: Path, relay: Postfix) -> Iterator[Stack]:
    env = {
        "SMTP_URL": relay.url("smtp+starttls"),
        "SSL_CERT_FILE": str(relay.certificate.file),
        "MAIL_RETRY_DELAYS": '["PT1S"]',
    }
    with Stack(folder / "stack", parts=PARTS, env=env) as stack:
        stack.mail.start()  # behind the relay
        relay.next_hop = stack.mail.smtp_port
        relay.start()
        yield stack


def received(person: Person) -> str:
    """Return how the relay received the mail."""
    header: str = person.stack.mail.messages(person.email)[-1].message["Received"]
    return " ".join(header.split())


def test_the_journey_with_starttls_and_a_login(person: Person) -> None:
    take_journey(person)
    assert "by relay.example (Postfix) with ESMTPSA" in received(person)


def test_the_journey_with_tls_from_the_start(stack: Stack, relay: Postfix, person: Person) -> None:
    stack.worker.kill()
    worker = stack.add_worker("tls", env={"SMTP_URL": relay.url("smtps")})
    worker.start()
    try:
        take_journey(person)
        assert "with ESMTPSA" in received(person)
    finally:
        worker.kill()
        stack.worker.start()


@pytest.mark.parametrize(
    ("action", "code"),
    [
        # Postfix itself refuses hello@foyer.example: another user owns it, or it has no mailbox.
        ("reject_sender_login_mismatch", "mail_sender_rejected"),
        ("reject_unlisted_sender", "mail_sender_rejected"),
        ("DEFER_IF_PERMIT 4.2.0 Greylisted, see http://postgrey.example/help", "mail_deferred"),
        ("452 4.2.2 Mailbox is full", "mailbox_full_for_now"),
    ],
)
def test_a_refused_mail_waits_until_the_relay_accepts_it(
    relay: Postfix, person: Person, action: str, code: str
) -> None:
    relay.policy.answer(person.email, *[action] * 100)
    person.sign_up(b"").raise_for_status()
    (task,) = person.wait_for("RETRY")["tasks"]
    assert task["error"]["code"] == code
    assert not leaked(str(task), [USER, "postgrey", "Mailbox is full"])
    relay.policy.answer(person.email)
    person.wait_for("SUCCESS")
    assert len(person.stack.mail.wait_for(person.email)) == 1


@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("552 5.2.2 Mailbox is full", "mailbox_full"),
        ("550 5.1.1 User unknown in relay recipient table", "mail_refused"),
    ],
)
def test_a_refused_recipient_ends_the_mail(
    relay: Postfix, person: Person, action: str, code: str
) -> None:
    relay.policy.answer(person.email, action)
    person.sign_up(b"").raise_for_status()
    (task,) = person.wait_for("FAILURE")["tasks"]
    assert (task["attempts"], task["error"]["code"]) == (1, code)
    assert person.stack.mail.messages(person.email) == []


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_wrong_password_is_a_login_error(
    stack: Stack, relay: Postfix, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", stack.env["SSL_CERT_FILE"])
    with pytest.raises(MailLoginError):
        deliver(settings_for(relay.url(scheme, password="wrong")))


@pytest.mark.usefixtures("stack")
@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_a_certificate_of_an_unknown_authority_is_an_encryption_error(
    relay: Postfix, scheme: str
) -> None:
    with pytest.raises(MailEncryptionError):
        deliver(settings_for(relay.url(scheme)))


def test_the_relay_accepts_no_mail_without_a_login(
    stack: Stack, relay: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the tests above would notice a client that does not log in."""
    monkeypatch.setenv("SSL_CERT_FILE", stack.env["SSL_CERT_FILE"])
    with pytest.raises(MailNotPermittedError):
        deliver(settings_for(f"smtps://127.0.0.1:{relay.tls}"))


def test_no_log_contains_the_password_of_the_relay(stack: Stack) -> None:
    assert leaked(logs_of(stack), [PASSWORD]) == []
