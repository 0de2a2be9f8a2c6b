"""SMTP: a real conversation with a server that says what the test tells it to."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from foyer.mail.messages import Mail, compose
from foyer.mail.smtp import MailDelayedError, MailRefusedError, send
from foyer.models import Language
from foyer.settings import Settings
from local.ports import free_port

ADDRESS = "ada@example.com"


class Server:
    """Keeps what it takes, and answers as told."""

    def __init__(
        self,
        *,
        ehlo: str = "250 OK",
        mail: str = "250 OK",
        rcpt: str = "250 OK",
        data: str = "250 OK",
        quit: str = "221 bye",  # noqa: A002 - SMTP's name for it
    ) -> None:
        self.ehlo, self.mail, self.rcpt, self.data, self.quit = ehlo, mail, rcpt, data, quit
        self.taken: list[Envelope] = []

    async def handle_HELO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, _envelope: Envelope, _name: str
    ) -> str:
        return self.ehlo

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        name: str,
        replies: list[str],
    ) -> list[str]:
        session.host_name = name
        return replies if self.ehlo.startswith("2") else [self.ehlo]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, sender: str, _options: list[str]
    ) -> str:
        if self.mail.startswith("2"):
            envelope.mail_from = sender
        return self.mail

    async def handle_QUIT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        return self.quit

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.data.startswith("2"):
            self.taken.append(envelope)
        return self.data


@contextmanager
def listening(server: Server) -> Iterator[Settings]:
    controller = Controller(server, hostname="127.0.0.1", port=free_port(), ready_timeout=60)
    controller.start()
    try:
        yield settings(controller.port)
    finally:
        controller.stop()


def settings(port: int, url: str = "smtp://", *, timeout: float = 60) -> Settings:
    return Settings(smtp_url=f"{url}127.0.0.1:{port}", smtp_timeout=timedelta(seconds=timeout))


def deliver(to: Settings) -> None:
    context = {"display_name": "Ada", "link": "https://foyer.example", "lifetime": "24 hours"}
    mail = Mail("confirmation", Language.ENGLISH, ADDRESS, UUID(int=7), datetime.now(UTC), context)
    send(compose(mail, to), ADDRESS, to)


def test_one_recipient_one_mail() -> None:
    server = Server()
    with listening(server) as to:
        deliver(to)
    (envelope,) = server.taken
    assert envelope.rcpt_tos == [ADDRESS]
    assert envelope.mail_from == "hello@foyer.example"


@pytest.mark.parametrize(
    "server",
    [
        Server(rcpt="550 5.1.1 no such user"),
        Server(rcpt="553 5.1.3 bad address"),
        Server(data="554 5.7.1 rejected"),
    ],
)
def test_a_permanent_reply_is_final_and_says_why(server: Server) -> None:
    with (
        listening(server) as to,
        pytest.raises(MailRefusedError, match="does not take mail") as why,
    ):
        deliver(to)
    assert (server.rcpt if server.rcpt[0] == "5" else server.data)[4:] in why.value.detail
    assert not server.taken


@pytest.mark.parametrize(
    "server",
    [
        Server(rcpt="450 4.2.1 mailbox busy"),
        Server(rcpt="451 4.7.1 greylisted"),
        Server(data="421 4.3.2 shutting down"),
        Server(data="452 4.3.1 disk full"),
    ],
)
def test_a_passing_reply_is_tried_again(server: Server) -> None:
    with listening(server) as to, pytest.raises(MailDelayedError):
        deliver(to)
    assert not server.taken


@pytest.mark.parametrize(
    "server",
    [
        Server(ehlo="554 5.3.2 no service"),
        Server(mail="530 5.7.0 authenticate first"),
        Server(mail="550 5.7.1 sender refused"),
    ],
)
def test_what_concerns_ourselves_is_not_the_recipients_fault(server: Server) -> None:
    with listening(server) as to, pytest.raises(MailDelayedError):
        deliver(to)
    assert not server.taken


@pytest.mark.parametrize("url", ["smtp://name:password@", "smtp+starttls://"])
def test_neither_is_a_server_that_cannot_do_what_we_ask(url: str) -> None:
    with listening(Server()) as to, pytest.raises(MailDelayedError):
        deliver(settings(to.smtp_url.port, url))


@pytest.mark.parametrize("reply", ["421 4.3.2 too late", "500 5.0.0 what"])
def test_what_is_said_after_the_mail_was_taken_does_not_count(reply: str) -> None:
    server = Server(quit=reply)
    with listening(server) as to:
        deliver(to)
    assert len(server.taken) == 1


def test_nobody_listens() -> None:
    with pytest.raises(MailDelayedError):
        deliver(settings(free_port()))


@pytest.mark.parametrize(
    "behave",
    [lambda _line: None, lambda line: line.close()],
    ids=["silent", "hangs up"],
)
def test_a_server_that_does_not_speak(behave: Callable[[socket.socket], None]) -> None:
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
