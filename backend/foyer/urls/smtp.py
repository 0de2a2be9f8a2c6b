"""SMTP_URL, for the workers that send mails."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from foyer.urls.parsing import UrlError, parse_url


class SmtpSecurity(StrEnum):
    """How the connection is encrypted; the value is the URL's scheme."""

    NONE = "smtp"
    TLS = "smtps"
    STARTTLS = "smtp+starttls"


@dataclass(frozen=True, slots=True)
class SmtpUrl:
    """A mail server."""

    security: SmtpSecurity
    host: str
    port: int
    user: str
    password: str = field(repr=False)  # empty, like the user, where the server wants none

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse `smtp://`, `smtps://` or `smtp+starttls://`, then `[user:password@]host[:port]`.

        Raises:
            UrlError: the URL is ambiguous or incomplete; the message says how to write it.
        """
        url = parse_url(text, schemes=tuple(SmtpSecurity))
        if not url.host:
            raise UrlError("a host is needed.")
        if url.path not in ("", "/"):
            raise UrlError("there must be no path after the host.")
        if bool(url.user) != bool(url.password):
            raise UrlError("a user name needs a password, and a password needs a user name.")
        if not (url.user + url.password).isascii():
            raise UrlError(
                "the user name and the password must be ASCII: Python's SMTP client sends no "
                "other characters."
            )
        security = SmtpSecurity(url.scheme)
        default_port = 465 if security is SmtpSecurity.TLS else 25
        return cls(security, url.host, url.port or default_port, url.user, url.password)
