"""A mail server with scripted replies."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from local.ports import LOOPBACK, free_port


class MailServer:
    """Stores every mail that reached its final dot, whatever it replied."""

    def __init__(self) -> None:
        self.arrived: list[Envelope] = []
        self._replies: dict[str, list[str]] = defaultdict(list)
        self._held: set[str] = set()
        self._reached: set[str] = set()
        self._port = free_port()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://{LOOPBACK}:{self._port}"

    def behave(self, address: str, *replies: str) -> None:
        """Send these replies for the next mails to the address, and 250 after them.

        Args:
            address: the recipient; mails of other tests may still arrive.
            replies: to RCPT or, if the text begins with "data", to the final dot. "hang up" closes
                the connection instead of a reply to the final dot.
        """
        self._replies[address] = list(replies)

    @contextmanager
    def holding(self, address: str) -> Iterator[None]:
        """Do not reply to the sender of a mail to the address until the block ends."""
        self._held.add(address)
        try:
            yield
        finally:
            self._held.discard(address)

    def holds(self, address: str) -> bool:
        """Return whether a sender of a mail to the address waited, or waits, for a reply."""
        return address in self._reached

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()

    def start(self) -> None:
        """Listen on the same port each time."""
        self._controller = Controller(self, hostname=LOOPBACK, port=self._port, ready_timeout=60)
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
        while address in self._held:
            self._reached.add(address)
            await asyncio.sleep(0.01)
        replies = self._replies[address]
        if replies and replies[0][0].isdigit():
            return replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        replies = self._replies[envelope.rcpt_tos[0]]
        reply = replies.pop(0) if replies else "data 250 OK"
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
