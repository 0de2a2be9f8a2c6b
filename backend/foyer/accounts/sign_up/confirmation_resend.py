"""Confirmation mail of an open sign-up: send it again, or send it to another address."""

from http import HTTPStatus
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.addresses import EmailAddress
from foyer.accounts.sign_up.registration import SignUpNotFoundError
from foyer.db.base import utc_now
from foyer.errors import FoyerError
from foyer.models import Language, SignUp, SignUpState
from foyer.payloads import SendConfirmationEmail
from foyer.settings import Settings
from foyer.task_engine import subjects
from foyer.task_engine.models import Task, TaskState
from foyer.task_engine.record import enqueue

KIND = SendConfirmationEmail.__declaration__.kind
# A mail can be sent again for this many link lifetimes after the sign-up.
_RESEND_LIFETIMES = 7
_IN_PROGRESS = {TaskState.PENDING, TaskState.STARTED}


class SignUpOverError(FoyerError):
    """This sign-up has ended: it was confirmed, or it has expired."""

    code = "sign_up_over"
    status = HTTPStatus.CONFLICT


async def lock_pending_sign_up(
    session: AsyncSession, sign_up_id: UUID, settings: Settings
) -> SignUp:
    """Read and lock a sign-up that can still be confirmed. Parallel requests wait for the lock.

    Each new mail prolongs the sign-up, so there is an age limit: a stranger's sign-up must not
    stay open for ever.

    Raises:
        SignUpNotFoundError: there is no such sign-up.
        SignUpOverError: the sign-up has ended, or is too old for another mail.
    """
    sign_up = await session.get(SignUp, sign_up_id, with_for_update=True)
    if sign_up is None:
        raise SignUpNotFoundError
    resend_until = sign_up.created_at + _RESEND_LIFETIMES * settings.confirmation_lifetime
    if sign_up.state is not SignUpState.PENDING or resend_until < utc_now():
        raise SignUpOverError
    return sign_up


async def mail_in_progress(session: AsyncSession, sign_up: SignUp) -> Task | None:
    """The latest mail task, if it is queued or running. Two clicks then send only one mail."""
    latest = await session.scalar(
        select(Task)
        .where(Task.subject_id == sign_up.id, Task.kind == KIND)
        .order_by(Task.id.desc())
        .limit(1)
    )
    return latest if latest and latest.state in _IN_PROGRESS else None


async def resend(session: AsyncSession, sign_up: SignUp, language: Language | None) -> Task:
    """Enqueue the mail again, in the requested language if there is one.

    A mail that waits for its retry is cancelled, because the new one is sent at once. Earlier
    links stay valid: people open any of the mails.
    """
    await _cancel_mails(session, sign_up, started=False)
    return _enqueue_mail(session, sign_up, language)


async def change_address(
    session: AsyncSession, sign_up: SignUp, address: EmailAddress, language: Language | None
) -> Task:
    """Change the sign-up's address and mail a link to it. Links to the old address end."""
    sign_up.email, sign_up.email_key = address.address, address.key
    sign_up.email_version += 1
    await _cancel_mails(session, sign_up, started=True)
    return _enqueue_mail(session, sign_up, language)


def _enqueue_mail(session: AsyncSession, sign_up: SignUp, language: Language | None) -> Task:
    """Add the mail to the transaction. Its link is valid for this version of the address."""
    sign_up.mailed_at = utc_now()
    sign_up.language = language or sign_up.language
    payload = SendConfirmationEmail(email_version=sign_up.email_version)
    return enqueue(session, payload, subject_id=sign_up.id)


async def _cancel_mails(session: AsyncSession, sign_up: SignUp, *, started: bool) -> None:
    """Revoke the waiting mail tasks of the sign-up, and with `started` the running ones too."""
    await session.run_sync(
        lambda sync: subjects.revoke(sync, [sign_up.id], kind=KIND, begun=started)
    )
