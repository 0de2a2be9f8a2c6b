"""Mails about accounts: recipient, template and content, decided when the worker sends them.

A mail to an unconfirmed address contains no text that a stranger typed. Otherwise a stranger could
send advertisements through us, for example as a display name.
"""

from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.orm import Session

from foyer.accounts.email.links import format_duration, link
from foyer.accounts.tokens import LinkPurpose
from foyer.errors import FoyerError
from foyer.mail.messages import Mail
from foyer.models import (
    EmailChange,
    EmailChangeState,
    Notice,
    PasswordReset,
    SignUp,
    SignUpState,
    User,
)
from foyer.payloads import SendConfirmationEmail
from foyer.settings import Settings
from foyer.task_engine.kinds import Run


class MailObsoleteError(FoyerError):
    """This mail is no longer needed."""

    code = "mail_obsolete"
    status = HTTPStatus.GONE


def confirmation_mail(
    session: Session, run: Run[SendConfirmationEmail], settings: Settings
) -> Mail:
    """The mail of a sign-up: a link, or a message to the owner if the address has an account.

    Raises:
        MailObsoleteError: the sign-up was deleted, expired or has another address now.
    """
    sign_up = session.get(SignUp, run.subject_id) if run.subject_id else None
    if sign_up is None or run.payload.email_version != sign_up.email_version:
        raise MailObsoleteError
    owner = _find_owner(session, sign_up.email_key)
    # The account that this sign-up became does not count: a repeated mail must stay the same.
    if owner and owner.id != sign_up.user_id:
        return _mail_to_owner(run, "already_registered", owner, settings)
    if sign_up.state is SignUpState.EXPIRED:
        raise MailObsoleteError
    return Mail(
        "confirmation",
        sign_up.language,
        sign_up.email,
        run.id,
        run.created_at,
        {
            "link": link(LinkPurpose.CONFIRMATION, run.id, settings),
            "lifetime": format_duration(settings.confirmation_lifetime, sign_up.language),
        },
    )


def email_change_mail(session: Session, run: Run, settings: Settings) -> Mail:
    """The mail of an address change: a link, or a message to the owner of the new address.

    Raises:
        MailObsoleteError: the change has ended.
    """
    change = session.get(EmailChange, run.subject_id) if run.subject_id else None
    if change is None or change.state is not EmailChangeState.PENDING:
        raise MailObsoleteError
    owner = _find_owner(session, change.email_key)
    if owner and owner.id != change.user_id:
        return _mail_to_owner(run, "address_in_use", owner, settings)
    language = session.get_one(User, change.user_id).language
    return Mail(
        "email_change",
        language,
        change.email,
        run.id,
        run.created_at,
        {
            "link": link(LinkPurpose.EMAIL_CHANGE, run.id, settings),
            "lifetime": format_duration(settings.confirmation_lifetime, language),
        },
    )


def password_reset_mail(session: Session, run: Run, settings: Settings) -> Mail | None:
    """The mail of a password reset, or None if the address has no account.

    It goes to the address as its owner wrote it, not as it was typed in the reset form.

    Raises:
        MailObsoleteError: the reset has ended, for example because another link was used.
    """
    reset = session.get(PasswordReset, run.subject_id) if run.subject_id else None
    if reset is None or reset.ended_at:
        raise MailObsoleteError
    owner = _find_owner(session, reset.email_key)
    if owner is None:
        session.delete(reset)
        return None
    return Mail(
        "password_reset",
        owner.language,
        owner.email,
        run.id,
        run.created_at,
        {
            "display_name": owner.display_name,
            "link": link(LinkPurpose.PASSWORD_RESET, run.id, settings, email=owner.email),
            "lifetime": format_duration(settings.reset_lifetime, owner.language),
        },
    )


def notice_mail(session: Session, run: Run, settings: Settings) -> Mail:
    """A notice about a change, to the address that the account had before it.

    Raises:
        MailObsoleteError: the account was deleted.
    """
    notice = session.get(Notice, run.subject_id) if run.subject_id else None
    if notice is None:
        raise MailObsoleteError
    user = session.get_one(User, notice.user_id)
    return Mail(
        f"notices/{notice.event}",
        user.language,
        notice.email,
        run.id,
        run.created_at,
        {
            "display_name": user.display_name,
            "link": settings.public_url.page("/reset-password"),
        },
    )


def _find_owner(session: Session, email_key: str) -> User | None:
    return session.scalar(select(User).where(User.email_key == email_key))


def _mail_to_owner(run: Run, template: str, owner: User, settings: Settings) -> Mail:
    """A mail to the owner of an account, at the address as the owner wrote it."""
    context = {
        "display_name": owner.display_name,
        "link": settings.public_url.page("/log-in"),
        "reset_link": settings.public_url.page("/reset-password"),
    }
    return Mail(template, owner.language, owner.email, run.id, run.created_at, context)
