"""Classification of SMTP replies: whose problem it is, and whether a retry can help.

A reply has a basic code (RFC 5321) and often an enhanced status code like 5.1.1 (RFC 3463), which
is more precise. Problems of our own configuration are retried, because an administrator can
correct it; only problems of the recipient's address or mailbox are final.
"""

import re
from enum import StrEnum

from foyer.mail.errors import (
    MailboxFullError,
    MailboxFullForNowError,
    MailDeferredError,
    MailError,
    MailLoginError,
    MailNotPermittedError,
    MailRefusedError,
    MailSenderError,
)

_FIRST_PERMANENT_CODE = 500
# Authentication is required, too weak, refused, or needs encryption (RFC 4954).
_LOGIN_CODES = {530, 534, 535, 538}
_MAILBOX_FULL_CODE = 552
# Mailbox unavailable, not local, name not allowed, domain accepts no mail (RFC 5321, RFC 7504).
_RECIPIENT_CODES = {550, 551, 553, 556}
_MAILBOX_FULL_STATUS = "2.2"
# The sender's mailbox or system is invalid: the only addressing statuses that are about us.
_SENDER_STATUSES = {"1.7", "1.8"}
# Postfix ("Sender address rejected") and Exim ("Sender verify failed") refuse senders at RCPT, with
# statuses that tell nothing: 5.1.0, 5.7.1 or none.
_ABOUT_SENDER = re.compile(r"\bsender\b", re.IGNORECASE)
# The first digit of the status, without the class: addressing, mailbox, routing.
_RECIPIENT_SUBJECTS = {"1", "2", "4"}
_ENHANCED_STATUS = re.compile(r"[245]\.(\d{1,3}\.\d{1,3})\b")


class Step(StrEnum):
    """The step of an SMTP dialogue that got the reply."""

    CONNECT = "connect"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


def enhanced_status(reply: bytes | str) -> str:
    """The enhanced status without its class: "1.1" of "5.1.1 no such user"; "" without one."""
    match = _ENHANCED_STATUS.match(_text(reply))
    return match[1] if match else ""


def _text(reply: bytes | str) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else reply


def classify(step: Step, code: int, reply: bytes | str) -> MailError:
    """Return the error for a reply that refused the mail."""
    status = enhanced_status(reply)
    if code in _LOGIN_CODES:
        return MailLoginError()
    if code < _FIRST_PERMANENT_CODE:
        is_full = status == _MAILBOX_FULL_STATUS
        return MailboxFullForNowError() if is_full else MailDeferredError()
    if step is Step.SENDER or _is_about_sender(status, _text(reply)):
        return MailSenderError()
    if step is Step.CONNECT:
        return MailNotPermittedError()
    return _classify_refusal(code, status)


def _is_about_sender(status: str, text: str) -> bool:
    if status in _SENDER_STATUSES:
        return True
    subject, _, detail = status.partition(".")
    is_precise = subject in _RECIPIENT_SUBJECTS and detail != "0"
    return not is_precise and _ABOUT_SENDER.search(text) is not None


def _classify_refusal(code: int, status: str) -> MailError:
    """The error for a permanent refusal of the recipient or of the content."""
    subject = status.partition(".")[0]
    is_unspecific = subject in {"", "0"}
    if status == _MAILBOX_FULL_STATUS or (code == _MAILBOX_FULL_CODE and is_unspecific):
        return MailboxFullError()
    is_about_recipient = (
        code in _RECIPIENT_CODES if is_unspecific else subject in _RECIPIENT_SUBJECTS
    )
    return MailRefusedError() if is_about_recipient else MailNotPermittedError()
