"""smtplib's client, with a longer timeout for the reply to the end of a message.

A server may need minutes for this reply, because it checks, stores or forwards the message first.
RFC 5321 (4.5.3.2.6) asks a client to wait ten minutes: one that gives up sends the mail again,
although the server may have accepted it.
"""

import smtplib
from typing import Any

_END_OF_MESSAGE = b"\r\n.\r\n"


class Client(smtplib.SMTP):
    """A client that knows whether the server has the whole message, but did not answer yet."""

    sock: Any
    confirmation_timeout = 600.0  # seconds
    awaits_confirmation = False

    def send(self, s: Any) -> None:
        super().send(s)
        if isinstance(s, bytes) and s.endswith(_END_OF_MESSAGE):  # commands are of type str
            self.awaits_confirmation = True
            self.sock.settimeout(self.confirmation_timeout)

    def getreply(self) -> tuple[int, bytes]:
        reply = super().getreply()
        if self.awaits_confirmation:
            self.awaits_confirmation = False
            self.sock.settimeout(self.timeout)
        return reply


class TlsClient(Client, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""
