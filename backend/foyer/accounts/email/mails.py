"""Mails: to whom each goes and what it says, decided at the moment it is sent.

A mail to an address that nobody has proven yet has no word in it that a stranger chose: else we
would send anybody's advertisement to anybody, as a name.
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
from foyer.settings import Settings
from foyer.task_engine.kinds import Run


class MailObsoleteError(FoyerError):
    """This mail is no longer needed."""

    code = "mail_obsolete"
    status = HTTPStatus.GONE


def confirmation_mail(session: Session, run: Run, settings: Settings) -> Mail:
    """The mail of a sign-up: the link; or, where the address has an account, a word to its owner.

    Raises:
        MailObsoleteError: the sign-up was deleted, or moved to another address.
    """
    row = session.get(SignUp, run.subject_id) if run.subject_id else None
    if row is None or run.payload.get("email_version", 1) != row.email_version:
        raise MailObsoleteError
    owner = _owner(session, row.email_key)
    # The account this very sign-up became is no reason to send another mail than before.
    if owner and owner.id != row.user_id:
        return _to_owner(run, "already_registered", owner, settings)
    if row.state is SignUpState.EXPIRED:
        raise MailObsoleteError
    return Mail(
        "confirmation",
        row.language,
        row.email,
        run.id,
        run.created_at,
        {
            "link": link(LinkPurpose.CONFIRMATION, run.id, settings),
            "lifetime": format_duration(settings.confirmation_lifetime, row.language),
        },
    )


def email_change_mail(session: Session, run: Run, settings: Settings) -> Mail:
    """The link to the new address; or, where that has an account, a word to its owner.

    Raises:
        MailObsoleteError: the change was withdrawn.
    """
    change = session.get(EmailChange, run.subject_id) if run.subject_id else None
    if change is None or change.state is not EmailChangeState.PENDING:
        raise MailObsoleteError
    owner = _owner(session, change.email_key)
    if owner and owner.id != change.user_id:
        return _to_owner(run, "address_in_use", owner, settings)
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
    """The link to the account's own address, not to what was typed; None without an account.

    Raises:
        MailObsoleteError: another link of the account was used meanwhile.
    """
    reset = session.get(PasswordReset, run.subject_id) if run.subject_id else None
    if reset is None or reset.ended_at:
        raise MailObsoleteError
    owner = _owner(session, reset.email_key)
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
            "link": link(LinkPurpose.PASSWORD_RESET, run.id, settings),
            "lifetime": format_duration(settings.reset_lifetime, owner.language),
        },
    )


def notice_mail(session: Session, run: Run, settings: Settings) -> Mail:
    """What the owner is told, at the address of that time.

    Raises:
        MailObsoleteError: the account was deleted.
    """
    notice = session.get(Notice, run.subject_id) if run.subject_id else None
    if notice is None:
        raise MailObsoleteError
    person = session.get_one(User, notice.user_id)
    return Mail(
        f"notices/{notice.event}",
        person.language,
        notice.email,
        run.id,
        run.created_at,
        {
            "display_name": person.display_name,
            "link": settings.public_url.page("/reset-password"),
        },
    )


def _owner(session: Session, email_key: str) -> User | None:
    return session.scalar(select(User).where(User.email_key == email_key))


def _to_owner(run: Run, template: str, owner: User, settings: Settings) -> Mail:
    """Tell who has the address, at the address as the owner wrote it."""
    context = {
        "display_name": owner.display_name,
        "link": settings.public_url.page("/log-in"),
        "reset_link": settings.public_url.page("/reset-password"),
    }
    return Mail(template, owner.language, owner.email, run.id, run.created_at, context)
