"""SMTP: one conversation, one recipient, and a clear verdict."""

import smtplib
import ssl
from email.message import EmailMessage
from http import HTTPStatus

from foyer.errors import FoyerError
from foyer.settings import Settings
from foyer.urls.smtp import SmtpSecurity

# 5yz is the server's last word (RFC 5321, 4.2.1); 4yz, silence and a broken line are not.
_FIRST_PERMANENT_REPLY = 500


class MailRefusedError(FoyerError):
    """The mail server does not take mail for this address."""

    code = "mail_refused"
    status = HTTPStatus.BAD_GATEWAY


class MailDelayedError(FoyerError):
    """The mail server cannot be reached at the moment; we keep trying."""

    code = "mail_delayed"
    status = HTTPStatus.BAD_GATEWAY


def send(message: EmailMessage, recipient: str, settings: Settings) -> None:
    """Hand the message to the mail server; returns once the server has taken it.

    Raises:
        MailRefusedError: the server will not take this mail for this address.
        MailDelayedError: it may take it later. That includes all that concerns ourselves: a wrong
            password or a refused sender is mended by an administrator, not by the recipient.
    """
    try:
        server = _connect(settings)
    except (OSError, smtplib.SMTPException) as error:
        raise MailDelayedError from error
    try:
        server.send_message(message, to_addrs=[recipient])
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = error.recipients[recipient]
        raise _verdict(code, reply) from error
    except smtplib.SMTPDataError as error:
        raise _verdict(error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailDelayedError from error
    finally:
        _hang_up(server)


def _connect(settings: Settings) -> smtplib.SMTP:
    url = settings.smtp_url
    timeout = settings.smtp_timeout.total_seconds()
    server: smtplib.SMTP
    if url.security is SmtpSecurity.TLS:
        server = smtplib.SMTP_SSL(
            url.host, url.port, timeout=timeout, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(url.host, url.port, timeout=timeout)
    try:
        if url.security is SmtpSecurity.STARTTLS:
            server.starttls(context=ssl.create_default_context())
        if url.user:
            server.login(url.user, url.password)
    except BaseException:
        server.close()
        raise
    return server


def _hang_up(server: smtplib.SMTP) -> None:
    """Whatever the server says to QUIT, it has no bearing on the mail."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _verdict(code: int, reply: bytes | str) -> FoyerError:
    text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
    if code >= _FIRST_PERMANENT_REPLY:
        return MailRefusedError(f"The mail server does not take mail for this address: {text}")
    return MailDelayedError()
