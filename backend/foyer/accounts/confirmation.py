"""Confirmation: the link in the mail proves the address."""

from http import HTTPStatus
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.links import is_expired
from foyer.accounts.ownership import end_rivals, lock_address
from foyer.errors import FoyerError
from foyer.models import SignUp, SignUpState, Task, User, utc_now
from foyer.settings import Settings


class ConfirmationUnknownError(FoyerError):
    """This link is not one of ours. Please check that it is complete."""

    code = "confirmation_unknown"
    status = HTTPStatus.NOT_FOUND


class ConfirmationUsedError(FoyerError):
    """This address is already confirmed. You can log in."""

    code = "confirmation_used"
    status = HTTPStatus.CONFLICT


class ConfirmationReplacedError(FoyerError):
    """This link no longer counts. Please use the one in the latest mail."""

    code = "confirmation_replaced"
    status = HTTPStatus.GONE


class ConfirmationExpiredError(FoyerError):
    """This link has expired. Please ask for a new one."""

    code = "confirmation_expired"
    status = HTTPStatus.GONE


class AddressTakenError(FoyerError):
    """This address has an account of its own by now."""

    code = "address_taken"
    status = HTTPStatus.CONFLICT


async def confirm(session: AsyncSession, task_id: UUID, settings: Settings) -> User:
    """Make the account that was asked for by the sign-up this task mailed a link to.

    In the caller's transaction. No session comes of it: the password is proven by logging in.

    Raises:
        ConfirmationUnknownError: the task, or its sign-up, was cleaned up.
        ConfirmationUsedError: this sign-up, or another of the same address, is confirmed.
        ConfirmationReplacedError: the sign-up has got another address since.
        ConfirmationExpiredError: the mail was delivered too long ago.
    """
    task = await session.get(Task, task_id)
    row = await _locked(session, task) if task else None
    if task is None or row is None:
        raise ConfirmationUnknownError
    if task.payload.get("email_version", 1) != row.email_version:
        raise ConfirmationReplacedError
    if row.state in {SignUpState.CONFIRMED, SignUpState.SUPERSEDED}:
        raise ConfirmationUsedError
    if row.state is SignUpState.EXPIRED or is_expired(task, settings.confirmation_lifetime):
        raise ConfirmationExpiredError
    return await _make_account(session, row)


async def _locked(session: AsyncSession, task: Task) -> SignUp | None:
    """Lock the address, then the sign-up; its version tells whether it moved meanwhile."""
    key = await session.scalar(select(SignUp.email_key).where(SignUp.id == task.subject_id))
    if key is None:
        return None
    await lock_address(session, key)
    return await session.get(SignUp, task.subject_id, with_for_update=True)


async def _make_account(session: AsyncSession, row: SignUp) -> User:
    user = User(
        email=row.email,
        email_key=row.email_key,
        display_name=row.display_name,
        password_hash=row.password_hash,
        picture_id=row.picture_id,
    )
    session.add(user)
    try:
        await session.flush()
    except IntegrityError as error:  # the address has an account already
        raise ConfirmationUsedError from error
    row.state, row.user_id, row.confirmed_at = SignUpState.CONFIRMED, user.id, utc_now()
    row.password_hash = ""
    await end_rivals(session, row.email_key, winner=row.id)
    return user
