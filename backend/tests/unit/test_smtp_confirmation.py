"""The reply to a whole message, which a server may send late or never."""

import asyncio
from datetime import timedelta

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from foyer.mail.errors import MailUnconfirmedError
from tests.unit.smtp_server import Server, deliver, listening


class SlowServer(Server):
    """Confirms a message after a delay."""

    def __init__(self, delay: float) -> None:
        super().__init__()
        self._delay = delay

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self._delay)
        return await super().handle_DATA(server, session, envelope)


def test_the_reply_to_a_whole_message_may_take_longer_than_others() -> None:
    server = SlowServer(5.5)
    with listening(server) as to:
        deliver(to.model_copy(update={"smtp_timeout": timedelta(seconds=5)}))
    assert len(server.taken) == 1


def test_a_message_without_a_reply_is_unconfirmed() -> None:
    limits = {"smtp_confirmation_timeout": timedelta(seconds=0.5)}
    with listening(SlowServer(5.0)) as to, pytest.raises(MailUnconfirmedError):
        deliver(to.model_copy(update=limits))
