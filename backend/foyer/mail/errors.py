"""Errors of the mail server, one for each cause that needs another reaction.

The messages are for the person who waits for the mail. They never repeat the server's reply, which
may contain names of our own; administrators find the reply in the traceback.
"""

from http import HTTPStatus

from foyer.errors import FoyerError


class MailError(FoyerError):
    """The mail was not sent."""

    status = HTTPStatus.BAD_GATEWAY


class MailRefusedError(MailError):
    """The mail server does not accept mail for this address. Is the address correct?"""

    code = "mail_refused"


class MailboxFullError(MailError):
    """The mailbox of this address is full."""

    code = "mailbox_full"


class MailboxFullForNowError(MailError):
    """The mailbox of this address is full at the moment. We keep trying."""

    code = "mailbox_full_for_now"


class MailDeferredError(MailError):
    """The mail server asked us to try again later. We keep trying."""

    code = "mail_deferred"


class MailDelayedError(MailError):
    """We cannot reach the mail server at the moment. We keep trying."""

    code = "mail_delayed"


class MailUnconfirmedError(MailError):
    """The mail server did not confirm that it has the mail. We try once more."""

    code = "mail_unconfirmed"


class MailMaybeSentError(MailError):
    """The mail server never confirmed that it has the mail. It may still arrive."""

    code = "mail_maybe_sent"


class MailSetupError(MailError):
    """The mail server refuses our own configuration; an administrator must correct it."""


class MailLoginError(MailSetupError):
    """We have trouble logging in to our mail server. We keep trying."""

    code = "mail_login_failed"


class MailEncryptionError(MailSetupError):
    """We have trouble with the secure connection to our mail server. We keep trying."""

    code = "mail_encryption_failed"


class MailSenderError(MailSetupError):
    """We have trouble with the sender address of our mails. We keep trying."""

    code = "mail_sender_rejected"


class MailNotPermittedError(MailSetupError):
    """We have trouble with our mail server: it does not accept our mails. We keep trying."""

    code = "mail_not_permitted"
