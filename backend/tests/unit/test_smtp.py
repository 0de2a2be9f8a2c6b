"""The SMTP client, against a real server that replies as the test wants."""

import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from structlog.testing import capture_logs

from foyer.mail.errors import (
    MailboxFullError,
    MailboxFullForNowError,
    MailDeferredError,
    MailDelayedError,
    MailEncryptionError,
    MailError,
    MailLoginError,
    MailNotPermittedError,
    MailRefusedError,
    MailSenderError,
)
from foyer.mail.messages import Mail, compose
from foyer.mail.smtp import send
from foyer.models import Language
from foyer.settings.mailbox import parse_mailbox
from foyer.tasks import PERMANENT_MAIL_ERRORS
from foyer.urls.smtp import SmtpSecurity
from local.ports import free_port
from tests.servers.certificate import Certificate
from tests.unit.smtp_server import ADDRESS, Server, deliver, listening, settings


def test_envelope_has_one_recipient() -> None:
    server = Server()
    with listening(server) as to:
        deliver(to)
    (envelope,) = server.taken
    assert envelope.rcpt_tos == [ADDRESS]
    assert envelope.mail_from == "hello@foyer.example"


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (Server(rcpt="550 5.1.1 no such user"), MailRefusedError),
        (Server(rcpt="550 5.1.1 no such user; the sender may try again"), MailRefusedError),
        (Server(rcpt="553 5.1.3 bad address"), MailRefusedError),
        (Server(rcpt="556 5.1.10 the domain accepts no mail"), MailRefusedError),
        (Server(rcpt="550 5.2.1 mailbox disabled"), MailRefusedError),
        (Server(rcpt="550 5.4.1 recipient address rejected"), MailRefusedError),
        (Server(rcpt="550 no such user"), MailRefusedError),
        (Server(data="550 5.0.0 no such user"), MailRefusedError),
        (Server(rcpt="552 5.2.2 over quota"), MailboxFullError),
        (Server(data="552 over quota"), MailboxFullError),
    ],
)
def test_refusal_of_the_recipient_is_the_recipients_error(
    server: Server, expected: type[MailError]
) -> None:
    assert error_of(server) is expected
    assert expected in PERMANENT_MAIL_ERRORS


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (Server(rcpt="452 4.2.2 over quota"), MailboxFullForNowError),
        (Server(rcpt="450 4.2.1 mailbox busy"), MailDeferredError),
        (Server(rcpt="451 4.7.1 greylisted"), MailDeferredError),
        (Server(mail="451 4.3.0 later"), MailDeferredError),
        (Server(data="421 4.3.2 shutting down"), MailDeferredError),
        (Server(data="452 4.3.1 disk full"), MailDeferredError),
        (Server(ehlo="421 4.3.2 no service"), MailDeferredError),
    ],
)
def test_temporary_refusal_is_retried(server: Server, expected: type[MailError]) -> None:
    assert error_of(server) is expected
    assert not issubclass(expected, PERMANENT_MAIL_ERRORS)


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (Server(mail="530 5.7.0 authenticate first"), MailLoginError),
        (Server(rcpt="530 5.7.0 authenticate first"), MailLoginError),
        (Server(mail="535 5.7.8 bad credentials"), MailLoginError),
        (Server(mail="550 5.7.1 sender refused"), MailSenderError),
        (Server(mail="553 5.1.8 no such sender domain"), MailSenderError),
        (Server(rcpt="550 5.1.7 bad sender address"), MailSenderError),
        (Server(rcpt="550 5.1.0 <a@b>: Sender address rejected: User unknown"), MailSenderError),
        (Server(rcpt="550 Sender verify failed"), MailSenderError),
        (Server(rcpt="553 5.7.1 a@b: not owned by relay-login"), MailNotPermittedError),
        (Server(rcpt="554 5.7.1 relay access denied"), MailNotPermittedError),
        (Server(rcpt="554 relay access denied"), MailNotPermittedError),
        (Server(data="554 5.7.1 looks like spam"), MailNotPermittedError),
        (Server(data="552 5.3.4 message too big"), MailNotPermittedError),
        (Server(data="550 5.6.1 content refused"), MailNotPermittedError),
        (Server(ehlo="554 5.3.2 no service"), MailNotPermittedError),
    ],
)
def test_refusal_of_our_configuration_is_retried_and_logged_without_the_reply(
    server: Server, expected: type[MailError], capsys: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as events:
        assert error_of(server) is expected
    assert not issubclass(expected, PERMANENT_MAIL_ERRORS)
    (event,) = [event for event in events if event["event"] == "mail_setup_refused"]
    assert (event["log_level"], event["code"]) == ("error", expected.code)
    assert "relay-login" not in f"{event} {capsys.readouterr()}"


def error_of(server: Server) -> type[MailError]:
    """Deliver a mail to the server and return the error; the reply must not be in its message."""
    with listening(server) as to, pytest.raises(MailError) as caught:
        deliver(to)
    assert not server.taken
    assert caught.value.detail == type(caught.value).__doc__
    return type(caught.value)


@pytest.mark.parametrize(
    ("security", "user", "expected"),
    [
        (SmtpSecurity.NONE, "name", MailLoginError),  # the server offers no AUTH
        (SmtpSecurity.STARTTLS, "", MailEncryptionError),  # nor STARTTLS
        (SmtpSecurity.TLS, "", MailEncryptionError),  # nor TLS from the start
    ],
)
def test_server_that_lacks_what_smtp_url_demands(
    security: SmtpSecurity, user: str, expected: type[MailError]
) -> None:
    with listening(Server()) as to:
        url = replace(to.smtp_url, security=security, user=user, password=user)
        with pytest.raises(expected):
            deliver(to.model_copy(update={"smtp_url": url}))


def test_wrong_password_is_a_login_error() -> None:
    options = {"authenticator": refuse_login, "auth_require_tls": False}
    with listening(Server(), **options) as to:
        url = replace(to.smtp_url, user="name", password="wrong")
        with pytest.raises(MailLoginError):
            deliver(to.model_copy(update={"smtp_url": url}))


def refuse_login(*_arguments: object) -> AuthResult:
    return AuthResult(success=False, handled=False)  # aiosmtpd replies with 535


def test_certificate_of_an_unknown_authority_is_an_encryption_error(tmp_path: Path) -> None:
    certificate = Certificate.create(tmp_path, "IP:127.0.0.1")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.file, certificate.key)
    for security, option in (
        (SmtpSecurity.TLS, "ssl_context"),
        (SmtpSecurity.STARTTLS, "tls_context"),
    ):
        with listening(Server(), **{option: context}) as to:
            url = replace(to.smtp_url, security=security)
            with pytest.raises(MailEncryptionError):
                deliver(to.model_copy(update={"smtp_url": url}))


class SevenBitServer(Server):
    """Offers no 8BITMIME and refuses every mail that has a byte above 127."""

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, name: str, replies: list[str]
    ) -> list[str]:
        replies = [reply for reply in replies if "8BITMIME" not in reply]
        return await super().handle_EHLO(server, session, envelope, name, replies)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        if not content.isascii():
            return "554 5.6.1 8-bit content is not supported"
        return await super().handle_DATA(server, session, envelope)


@pytest.mark.parametrize("template", ["confirmation", "already_registered", "password_reset"])
@pytest.mark.parametrize("language", Language)
def test_server_without_8bitmime_accepts_every_mail(template: str, language: Language) -> None:
    """Mails to known and unknown addresses too: a different outcome would tell them apart."""
    link = "https://foyer.localhost/confirm#token"
    context = {"display_name": "Zoë Müller 🙂", "link": link, "reset_link": link, "lifetime": "1 h"}
    server = SevenBitServer()
    with listening(server) as to:
        sender = parse_mailbox("Föyer <hello@foyer.example>")
        changed = to.model_copy(update={"mail_from": sender})
        mail = Mail(template, language, ADDRESS, UUID(int=7), datetime.now(UTC), context)
        send(compose(mail, changed), ADDRESS, changed)
    (envelope,) = server.taken
    content = envelope.original_content or b""
    assert max(map(len, content.splitlines())) <= 78


@pytest.mark.parametrize("reply", ["421 4.3.2 too late", "500 5.0.0 what"])
def test_reply_to_quit_has_no_effect_on_an_accepted_mail(reply: str) -> None:
    server = Server(quit=reply)
    with listening(server) as to:
        deliver(to)
    assert len(server.taken) == 1


def test_refused_connection_delays_the_mail() -> None:
    with pytest.raises(MailDelayedError):
        deliver(settings(free_port()))


@pytest.mark.parametrize(
    "behave",
    [lambda _line: None, lambda line: line.close()],
    ids=["silent", "hangs up"],
)
def test_server_without_a_greeting_delays_the_mail(
    behave: Callable[[socket.socket], None],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        lines: list[socket.socket] = []

        def accept() -> None:
            line, _ = server.accept()
            lines.append(line)
            behave(line)

        thread = threading.Thread(target=accept)
        thread.start()
        with pytest.raises(MailDelayedError):
            deliver(settings(server.getsockname()[1], timeout=1))
        thread.join()
        for line in lines:
            line.close()
