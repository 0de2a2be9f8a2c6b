"""A mail server as slow as a remote one: a conversation takes 300 ms."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from local.ports import LOOPBACK, free_port

CONVERSATION = 0.3  # seconds; greeting, EHLO, MAIL, RCPT, DATA of a server some 50 ms away


class _FarAway:
    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        await asyncio.sleep(CONVERSATION)
        return "250 OK"


@contextmanager
def slow_mail() -> Iterator[str]:
    """Run the server; yield its address."""
    controller = Controller(_FarAway(), hostname=LOOPBACK, port=free_port())
    controller.start()
    try:
        yield f"smtp://{LOOPBACK}:{controller.port}"
    finally:
        controller.stop()
