"""A mail server that misbehaves when it is told to."""

import asyncio
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from local.ports import LOOPBACK, free_port


class MailServer:
    """Keeps every mail that reached its final dot, whatever it answered then."""

    def __init__(self) -> None:
        self.arrived: list[Envelope] = []
        self.replies: list[str] = []
        self._port = free_port()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://{LOOPBACK}:{self._port}"

    def behave(self, *replies: str) -> None:
        """Answer the next mails so, and well after that.

        Args:
            replies: to RCPT or, if the text begins with "data", to the final dot; "hang up" drops
                the line instead of an answer to the final dot.
        """
        self.replies = list(replies)

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()

    def start(self) -> None:
        """Listen, on the same port each time."""
        self._controller = Controller(self, hostname=LOOPBACK, port=self._port)
        self._controller.start()

    def mails_to(self, address: str) -> list[bytes]:
        return [
            envelope.original_content or b""
            for envelope in self.arrived
            if envelope.rcpt_tos == [address]
        ]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.replies and self.replies[0][0].isdigit():
            return self.replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        reply = self.replies.pop(0) if self.replies else "data 250 OK"
        if reply == "hang up":
            self.arrived.append(envelope)
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 gone"
        if reply.startswith("data 2"):
            self.arrived.append(envelope)
        return reply.removeprefix("data ")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.stop()
