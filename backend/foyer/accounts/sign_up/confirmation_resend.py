"""Resending: before the confirmation, the mail once more, or to another address."""

from http import HTTPStatus
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.addresses import EmailAddress
from foyer.accounts.sign_up.registration import SignUpNotFoundError
from foyer.db.base import utc_now
from foyer.errors import FoyerError
from foyer.models import Language, SignUp, SignUpState
from foyer.settings import Settings
from foyer.task_engine import subjects
from foyer.task_engine.models import Task, TaskState
from foyer.task_engine.record import enqueue

KIND = "send_confirmation_email"
_MAILED_LIFETIMES = 7  # of a link: how long after the sign-up its mail is sent once more
_ON_ITS_WAY = {TaskState.PENDING, TaskState.STARTED}


class SignUpOverError(FoyerError):
    """This sign-up is over: it was confirmed, or it has expired."""

    code = "sign_up_over"
    status = HTTPStatus.CONFLICT


async def lock_pending_sign_up(
    session: AsyncSession, sign_up_id: UUID, settings: Settings
) -> SignUp:
    """Lock the sign-up, so that two clicks are one after the other.

    Each mail lets it live on, so mails must end: what a stranger asked for is not for ever.

    Raises:
        SignUpNotFoundError: there is none.
        SignUpOverError: nothing is left to confirm, or it is too old for another mail.
    """
    row = await session.get(SignUp, sign_up_id, with_for_update=True)
    if row is None:
        raise SignUpNotFoundError
    last_mail = row.created_at + _MAILED_LIFETIMES * settings.confirmation_lifetime
    if row.state is not SignUpState.PENDING or last_mail < utc_now():
        raise SignUpOverError
    return row


async def mail_in_progress(session: AsyncSession, row: SignUp) -> Task | None:
    """The mail that will be sent without another word, so that two clicks make no two mails."""
    latest = await session.scalar(
        select(Task)
        .where(Task.subject_id == row.id, Task.kind == KIND)
        .order_by(Task.id.desc())
        .limit(1)
    )
    return latest if latest and latest.state in _ON_ITS_WAY else None


async def resend(session: AsyncSession, row: SignUp, language: Language | None) -> Task:
    """The mail once more, in the language that is asked for now, if any is.

    One that waits to be tried again is replaced: "now" is what the person asks for. Earlier links
    stay good: people open whichever mail they see first.
    """
    await _cancel(session, row, begun=False)
    return _mail(session, row, language)


async def change_address(
    session: AsyncSession, row: SignUp, address: EmailAddress, language: Language | None
) -> Task:
    """Give the sign-up another address: what was mailed, or will be, to the former one is void."""
    row.email, row.email_key = address.address, address.key
    row.email_version += 1
    await _cancel(session, row, begun=True)
    return _mail(session, row, language)


def _mail(session: AsyncSession, row: SignUp, language: Language | None) -> Task:
    """Add the mail with the link to the transaction; it is void once the address changes."""
    row.mailed_at = utc_now()
    row.language = language or row.language
    payload = {"email_version": row.email_version}
    return enqueue(session, KIND, subject_id=row.id, payload=payload)


async def _cancel(session: AsyncSession, row: SignUp, *, begun: bool) -> None:
    await session.run_sync(lambda sync: subjects.revoke(sync, [row.id], kind=KIND, begun=begun))
