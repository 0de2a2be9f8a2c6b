"""The mail catcher MailDump: an SMTP server that only stores mails, with an inbox and an API."""

import json
import smtplib
import sqlite3
import sys
import time
from base64 import b64encode
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx

from local.context import Context
from local.http import NO_TLS
from local.ports import LOOPBACK
from local.process import POLL, Process
from local.secret_files import stored_secret, write_private

USER = "foyer"
DATABASE = "mails.sqlite"

_SELECT = "SELECT id, sender, recipients, source FROM message WHERE recipients LIKE ? ORDER BY id"


@dataclass(frozen=True)
class CaughtMail:
    """One mail as it arrived: its envelope and its source."""

    id: int
    sender: str
    recipients: tuple[str, ...]
    source: bytes

    @property
    def message(self) -> EmailMessage:
        """The parsed mail."""
        return message_from_bytes(self.source, policy=policy.default)

    @property
    def text(self) -> str:
        """The plain-text body, "" without one."""
        body = self.message.get_body(("plain",))
        return "" if body is None else str(body.get_content())


class MailCatcher(Process):
    """The mail catcher as a process, and a client that reads its mails."""

    def __init__(self, folder: Path, smtp_port: int, http_port: int, context: Context) -> None:
        super().__init__("mail", folder, context)
        self.smtp_port = smtp_port
        self.http_port = http_port
        self._file = folder / DATABASE

    @property
    def smtp_url(self) -> str:
        """The URL of the SMTP server."""
        return f"smtp://{LOOPBACK}:{self.smtp_port}"

    @property
    def authorization(self) -> str:
        """The Authorization header for the inbox: other users and web pages do not have it."""
        credentials = f"{USER}:{stored_secret(self.folder / 'password')}"
        return f"Basic {b64encode(credentials.encode()).decode()}"

    @property
    def url(self) -> str:
        """The inbox page and the root of the REST API."""
        return f"http://{LOOPBACK}:{self.http_port}"

    def prepare(self) -> None:
        """Create the password file of the inbox, and the database: MailDump resets the umask."""
        self._file.touch(mode=0o600)
        password = stored_secret(self.folder / "password")
        write_private(self.folder / "htpasswd", f"{USER}:{password}\n")

    def command(self) -> Sequence[str | Path]:
        """Return the server's command line."""
        return [
            *(sys.executable, "-m", "maildump_runner.main", "--foreground", "--no-quit"),
            *("--smtp-ip", LOOPBACK, "--smtp-port", str(self.smtp_port)),
            *("--http-ip", LOOPBACK, "--http-port", str(self.http_port)),
            *("--db", self._file, "--htpasswd", self.folder / "htpasswd"),
        ]

    def is_ready(self) -> bool:
        """Return whether it accepts mails and shows them."""
        try:
            with smtplib.SMTP(LOOPBACK, self.smtp_port, timeout=2):
                self._get("/messages/")
        except (OSError, smtplib.SMTPException, httpx.HTTPError):
            return False
        return True

    def messages(self, to: str | None = None) -> list[CaughtMail]:
        """Return all mails, oldest first; with `to` only the mails to that address.

        They are read from the server's file: its REST API lists all of them for each question.
        """
        address = json.dumps(to or "").strip('"')
        with closing(sqlite3.connect(f"{self._file.as_uri()}?mode=ro", uri=True)) as database:
            rows = database.execute(_SELECT, (f"%{address}%",)).fetchall()
        mails = (
            CaughtMail(number, sender, tuple(json.loads(recipients)["to"]), source)
            for number, sender, recipients, source in rows
        )
        return [mail for mail in mails if to in (None, *mail.recipients)]

    def wait_for(self, to: str, *, count: int = 1, within: float = 120.0) -> list[CaughtMail]:
        """Wait until `count` mails to the address `to` have arrived; return them, oldest first.

        Raises:
            TimeoutError: fewer mails had arrived after `within` seconds.
        """
        deadline = time.monotonic() + within
        while len(mails := self.messages(to)) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(mails)} of {count} mails to {to} after {within:.0f} s")
            time.sleep(POLL)
        return mails

    def clear(self) -> None:
        """Delete all mails."""
        self._get("/messages/", method="DELETE")

    def _get(self, path: str, method: str = "GET") -> bytes:
        headers = {"Authorization": self.authorization}
        answer = httpx.request(
            method, self.url + path, headers=headers, timeout=30, trust_env=False, verify=NO_TLS
        )
        return answer.raise_for_status().content
