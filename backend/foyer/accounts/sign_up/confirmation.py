"""Confirmation: the link in the mail proves the address."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.address_claims import (
    has_competing_sign_ups,
    lock_address,
    supersede_claims,
)
from foyer.accounts.email.links import is_expired
from foyer.accounts.password.hashing import verify_password
from foyer.db.base import utc_now
from foyer.errors import FoyerError
from foyer.models import SignUp, SignUpState, User
from foyer.settings import Settings
from foyer.task_engine.models import Task


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


class PasswordNeededError(FoyerError):
    """This address was signed up more than once. Please enter the password you chose."""

    code = "password_needed"
    status = HTTPStatus.CONFLICT


class WrongSignUpPasswordError(FoyerError):
    """This is not the password of this sign-up. The link in another mail may be yours."""

    code = "wrong_password"
    status = HTTPStatus.FORBIDDEN


@dataclass(frozen=True, slots=True)
class ConfirmationCredentials:
    """What tells that who confirms is who signed up: the browser of then, or the password.

    Attributes:
        sign_up_id: the sign-up that this browser remembers.
        password_hash: the sign-up's, if its password was entered.
    """

    sign_up_id: UUID | None = None
    password_hash: str | None = None

    def match(self, row: SignUp) -> bool:
        return row.id == self.sign_up_id or row.password_hash == self.password_hash


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An address that is proven.

    Attributes:
        user: whose it is now.
        dropped: pictures of rivals; their files may go after the commit.
        notice: the task that tells the former address.
    """

    user: User
    dropped: list[UUID]
    notice: Task | None = None


async def verify_sign_up_password(
    session: AsyncSession, task_id: UUID, password: str
) -> str | None:
    """Check the password of a link's sign-up; returns its hash, None if the sign-up is over.

    No connection is held while the password waits for its turn.

    Raises:
        WrongSignUpPasswordError: it is another.
    """
    query = select(SignUp.password_hash).join(Task, Task.subject_id == SignUp.id)
    password_hash = await session.scalar(query.where(Task.id == task_id)) or None
    await session.rollback()
    if password_hash and not await verify_password(password, password_hash):
        raise WrongSignUpPasswordError
    return password_hash


async def confirm(
    session: AsyncSession, task_id: UUID, credentials: ConfirmationCredentials, settings: Settings
) -> Confirmation:
    """Make the account that was asked for by the sign-up this task mailed a link to.

    In the caller's transaction. No session comes of it: the password is proven by logging in.
    Where several have signed up with the address, a link alone does not do: its owner might take
    a stranger's mail for the own one, and the account would have the stranger's password.

    Raises:
        ConfirmationUnknownError: the task, or its sign-up, was cleaned up.
        ConfirmationUsedError: this sign-up, or another of the same address, is confirmed.
        ConfirmationReplacedError: the sign-up has got another address since.
        ConfirmationExpiredError: the mail was delivered too long ago.
        PasswordNeededError: there are rivals, and nothing tells whose sign-up this is.
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
    if not credentials.match(row) and await has_competing_sign_ups(session, row):
        raise PasswordNeededError
    return await _make_account(session, row)


async def _locked(session: AsyncSession, task: Task) -> SignUp | None:
    """Lock the address, then the sign-up; its version tells whether it moved meanwhile."""
    key = await session.scalar(select(SignUp.email_key).where(SignUp.id == task.subject_id))
    if key is None:
        return None
    await lock_address(session, key)
    return await session.get(SignUp, task.subject_id, with_for_update=True)


async def _make_account(session: AsyncSession, row: SignUp) -> Confirmation:
    user = User(
        email=row.email,
        email_key=row.email_key,
        display_name=row.display_name,
        language=row.language,
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
    return Confirmation(user, await supersede_claims(session, row.email_key, winner=row.id))
