"""Password reset: a person who can read the account's mail may choose a new password."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from foyer.accounts.email.addresses import EmailAddress
from foyer.accounts.email.links import is_expired
from foyer.accounts.tokens import LinkPurpose, task_id_of_link_token
from foyer.db.base import utc_now
from foyer.errors import FoyerError
from foyer.models import PasswordReset, User
from foyer.payloads import SendPasswordResetEmail
from foyer.settings import Settings
from foyer.task_engine.models import Task
from foyer.task_engine.record import enqueue


class ResetUnknownError(FoyerError):
    """We do not know this link. Please check that it is complete."""

    code = "reset_unknown"
    status = HTTPStatus.NOT_FOUND


class ResetUsedError(FoyerError):
    """This link, or a newer one, was already used. Please ask for a new one."""

    code = "reset_used"
    status = HTTPStatus.CONFLICT


class ResetExpiredError(FoyerError):
    """This link has expired. Please ask for a new one."""

    code = "reset_expired"
    status = HTTPStatus.GONE


@dataclass(frozen=True, slots=True)
class ResetLink:
    """A valid reset link, with the account as it was when the link was read."""

    reset_id: UUID
    user_id: UUID
    email: str
    display_name: str


def request_reset(session: AsyncSession, address: EmailAddress) -> Task:
    """Add the reset and its mail to the transaction, for known and unknown addresses alike.

    Only the worker checks whether the address has an account.
    """
    reset = PasswordReset(id=uuid7(), email_key=address.key)
    session.add(reset)
    return enqueue(session, SendPasswordResetEmail(), subject_id=reset.id)


async def read_link(session: AsyncSession, token: str, settings: Settings) -> ResetLink:
    """Check a reset link without using it.

    Raises:
        ResetUnknownError: the token is invalid, or the account was deleted.
        ResetUsedError: this or another link of the account was used, or the address changed.
        ResetExpiredError: the mail was delivered too long ago.
    """
    task_id = task_id_of_link_token(LinkPurpose.PASSWORD_RESET, token, settings)
    task = await session.get(Task, task_id) if task_id else None
    reset = await session.get(PasswordReset, task.subject_id) if task and task.subject_id else None
    if task is None or reset is None:
        raise ResetUnknownError
    if reset.ended_at:
        raise ResetUsedError
    if is_expired(task, settings.reset_lifetime):
        raise ResetExpiredError
    user = await session.scalar(select(User).where(User.email_key == reset.email_key))
    if user is None:
        raise ResetUnknownError
    return ResetLink(reset.id, user.id, user.email, user.display_name)


async def use_link(session: AsyncSession, link: ResetLink) -> User:
    """Lock the account and end all its reset links. Of two parallel uses the second is refused.

    Raises:
        ResetUnknownError: the account was deleted in the meantime.
        ResetUsedError: the link was used in the meantime.
    """
    query = select(User).where(User.id == link.user_id).with_for_update(key_share=True)
    user = await session.scalar(query.execution_options(populate_existing=True))
    if user is None:
        raise ResetUnknownError
    if link.reset_id not in await end_resets(session, user.email_key):
        raise ResetUsedError
    return user


async def end_resets(session: AsyncSession, email_key: str) -> set[UUID]:
    """End all open resets of an address, mailed or not. Returns the ids of those it ended."""
    ended = await session.scalars(
        update(PasswordReset)
        .where(PasswordReset.email_key == email_key, PasswordReset.ended_at.is_(None))
        .values(ended_at=utc_now())
        .returning(PasswordReset.id)
    )
    return set(ended)


async def move_resets(session: AsyncSession, old_key: str, new_key: str) -> None:
    """Move the resets to the account's new address and end those that are open.

    They stay with the account because its owner may ask for them (data export).
    """
    await session.execute(
        update(PasswordReset)
        .where(PasswordReset.email_key == old_key)
        .values(email_key=new_key, ended_at=func.coalesce(PasswordReset.ended_at, func.now()))
    )
