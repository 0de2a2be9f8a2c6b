"""A real SMTP server with chosen replies, and a client that sends it a mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from foyer.mail.messages import Mail, compose
from foyer.mail.smtp import send
from foyer.models import Language
from foyer.settings import Settings
from foyer.urls.smtp import SmtpUrl
from local.ports import free_port

ADDRESS = "ada@example.com"


class Server:
    """Stores the mails it accepts, and sends the given replies."""

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
def listening(server: Server, **options: Any) -> Iterator[Settings]:
    """Run the server; `options` are those of aiosmtpd's controller."""
    controller = Controller(
        server, hostname="127.0.0.1", port=free_port(), ready_timeout=60, **options
    )
    controller.start()
    try:
        yield settings(controller.port)
    finally:
        controller.stop()


def settings(port: int, *, timeout: float = 60) -> Settings:
    return settings_for(f"smtp://127.0.0.1:{port}", timeout=timeout)


def settings_for(url: str, *, timeout: float = 60) -> Settings:
    return Settings(smtp_url=SmtpUrl.parse(url), smtp_timeout=timedelta(seconds=timeout))


def deliver(to: Settings) -> None:
    context = {"display_name": "Ada", "link": "https://foyer.example", "lifetime": "24 hours"}
    mail = Mail("confirmation", Language.ENGLISH, ADDRESS, UUID(int=7), datetime.now(UTC), context)
    send(compose(mail, to), ADDRESS, to)
