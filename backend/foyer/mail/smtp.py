"""SMTP client: sends one message to one recipient."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import structlog

from foyer.mail.errors import (
    MailDelayedError,
    MailEncryptionError,
    MailError,
    MailLoginError,
    MailSetupError,
    MailUnconfirmedError,
)
from foyer.mail.smtp_client import Client, TlsClient
from foyer.mail.smtp_replies import Step, classify, enhanced_status
from foyer.settings import Settings
from foyer.urls.smtp import SmtpSecurity, SmtpUrl

log = structlog.stdlib.get_logger(__name__)


def send(message: EmailMessage, recipient: str, settings: Settings) -> None:
    """Send the message. Returns once the mail server has accepted it.

    Raises:
        MailRefusedError: the server will never accept mail for this address.
        MailboxFullError: the recipient's mailbox is full, and the server asks for no retry.
        MailUnconfirmedError: the server got the whole message, but did not answer.
        MailSetupError: our own configuration is wrong; retried until an administrator corrects it.
        MailError: the mail may be accepted later.
    """
    try:
        with _translated_errors(), _connection(settings) as server:
            _send(server, message, recipient)
    except MailSetupError as error:
        # The reply and the traceback may contain the recipient's address: only codes are logged.
        cause = error.__cause__
        log.error(  # noqa: TRY400 - see above
            "mail_setup_refused",
            code=error.code,
            smtp_code=getattr(cause, "smtp_code", None),
            smtp_status=enhanced_status(getattr(cause, "smtp_error", "")),
            server=settings.smtp_url.host,
        )
        raise


def _send(server: Client, message: EmailMessage, recipient: str) -> None:
    try:
        server.send_message(message, to_addrs=[recipient])
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        if server.awaits_confirmation:
            raise MailUnconfirmedError from error
        raise


@contextmanager
def _translated_errors() -> Iterator[None]:
    """Translate errors of smtplib and of the network to our own."""
    try:
        yield
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:  # the line broke
        raise MailDelayedError from error
    except ssl.SSLError as error:
        raise MailEncryptionError from error
    except smtplib.SMTPException as error:
        raise _translate(error) from error
    except OSError as error:
        raise MailDelayedError from error


def _translate(error: smtplib.SMTPException) -> MailError:
    match error:
        case smtplib.SMTPSenderRefused():
            return classify(Step.SENDER, error.smtp_code, error.smtp_error)
        case smtplib.SMTPRecipientsRefused():
            ((code, reply),) = error.recipients.values()
            return classify(Step.RECIPIENT, code, reply)
        case smtplib.SMTPDataError():
            return classify(Step.CONTENT, error.smtp_code, error.smtp_error)
        case smtplib.SMTPResponseException():  # the greeting or EHLO
            return classify(Step.CONNECT, error.smtp_code, error.smtp_error)
        case _:
            return MailDelayedError()


@contextmanager
def _connection(settings: Settings) -> Iterator[Client]:
    """A connection to the mail server, encrypted and logged in as SMTP_URL demands."""
    url = settings.smtp_url
    timeout = settings.smtp_timeout.total_seconds()
    server: Client
    if url.security is SmtpSecurity.TLS:
        context = ssl.create_default_context()
        server = TlsClient(url.host, url.port, timeout=timeout, context=context)
    else:
        server = Client(url.host, url.port, timeout=timeout)
    server.confirmation_timeout = settings.smtp_confirmation_timeout.total_seconds()
    try:
        server.ehlo_or_helo_if_needed()
        if url.security is SmtpSecurity.STARTTLS:
            _start_tls(server)
        if url.user:
            _log_in(server, url)
        yield server
    finally:
        _quit(server)


def _start_tls(server: smtplib.SMTP) -> None:
    try:
        server.starttls(context=ssl.create_default_context())
    except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException) as error:
        raise MailEncryptionError from error


def _log_in(server: smtplib.SMTP, url: SmtpUrl) -> None:
    try:
        server.login(url.user, url.password)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:  # refused, or the server offers no method
        raise MailLoginError from error


def _quit(server: smtplib.SMTP) -> None:
    """Close the connection. The reply to QUIT has no effect on the mail."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
