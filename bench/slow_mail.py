"""A mail server as slow as a remote one."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from local.ports import LOOPBACK, free_port

CONVERSATION = 0.3  # seconds; greeting, EHLO, MAIL, RCPT, DATA of a server some 50 ms away


class _FarAway:
    def __init__(self, conversation: float) -> None:
        self._conversation = conversation

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        await asyncio.sleep(self._conversation)
        return "250 OK"


@contextmanager
def slow_mail(conversation: float = CONVERSATION) -> Iterator[str]:
    """Run the server; yield its address."""
    controller = Controller(_FarAway(conversation), hostname=LOOPBACK, port=free_port())
    controller.start()
    try:
        yield f"smtp://{LOOPBACK}:{controller.port}"
    finally:
        controller.stop()
