"""Confirmation of a sign-up: the link in the mail proves that the address is the person's."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.email.address_claims import (
    has_other_claims,
    lock_address,
    supersede_claims,
)
from foyer.accounts.email.invalid_links import (
    ConfirmationExpiredError,
    ConfirmationReplacedError,
    ConfirmationUnknownError,
    ConfirmationUsedError,
)
from foyer.accounts.email.links import is_expired
from foyer.accounts.password.hashing import verify_password
from foyer.db.base import utc_now
from foyer.db.engines import release_connection
from foyer.errors import FoyerError
from foyer.models import SignUp, SignUpState, User
from foyer.payloads import SendConfirmationEmail
from foyer.settings import Settings
from foyer.task_engine.models import Task


class PasswordNeededError(FoyerError):
    """More than one person asked for this address. Please enter the password you chose."""

    code = "password_needed"
    status = HTTPStatus.CONFLICT


class WrongSignUpPasswordError(FoyerError):
    """This is not the password of this sign-up. The link in another mail may be yours."""

    code = "wrong_password"
    status = HTTPStatus.FORBIDDEN


@dataclass(frozen=True, slots=True)
class ConfirmationCredentials:
    """Evidence that the person who confirms is the person who claimed the address.

    Attributes:
        sign_up_id: the sign-up that this browser made, if it remembers one.
        user_id: the account that is logged in to this browser, if any.
        password_hash: the hash of the sign-up's or the account's password, if the person entered
            that password.
    """

    sign_up_id: UUID | None = None
    user_id: UUID | None = None
    password_hash: str | None = None

    def match_sign_up(self, sign_up: SignUp) -> bool:
        return sign_up.id == self.sign_up_id or sign_up.password_hash == self.password_hash

    def match_account(self, user: User) -> bool:
        return user.id == self.user_id or user.password_hash == self.password_hash


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The result of a confirmation.

    Attributes:
        user: the account that has the address now.
        dropped_picture_ids: pictures of competing sign-ups. The caller deletes their files after
            the commit.
        notice: the task that mails a notice to the account's previous address.
        is_own: whether this browser made the sign-up that was confirmed.
    """

    user: User
    dropped_picture_ids: list[UUID]
    notice: Task | None = None
    is_own: bool = False


async def verify_sign_up_password(
    session: AsyncSession, task_id: UUID, password: str
) -> str | None:
    """Check the password of a link's sign-up and return its hash.

    Returns None if the sign-up has ended. The database connection is released before the password
    is hashed.

    Raises:
        WrongSignUpPasswordError: the password is wrong.
    """
    query = select(SignUp.password_hash).join(Task, Task.subject_id == SignUp.id)
    password_hash = await session.scalar(query.where(Task.id == task_id)) or None
    await release_connection(session)
    if password_hash and not await verify_password(password, password_hash):
        raise WrongSignUpPasswordError
    return password_hash


async def confirm(
    session: AsyncSession, task_id: UUID, credentials: ConfirmationCredentials, settings: Settings
) -> Confirmation:
    """Make an account from the sign-up whose link this task mailed.

    Runs in the caller's transaction. It does not log the person in: only the password does that.
    If others claim the address too, the link alone is not enough. The owner might open the link of
    a stranger's sign-up, and the account would have the stranger's password.

    Raises:
        ConfirmationUnknownError: the task or its sign-up was deleted.
        ConfirmationUsedError: this sign-up, or another of the same address, is confirmed.
        ConfirmationReplacedError: the sign-up has another address now.
        ConfirmationExpiredError: the mail was delivered too long ago.
        PasswordNeededError: others claim the address, and the credentials are not this sign-up's.
    """
    task = await session.get(Task, task_id)
    sign_up = await _lock_sign_up(session, task) if task else None
    if task is None or sign_up is None:
        raise ConfirmationUnknownError
    is_own = sign_up.id == credentials.sign_up_id
    payload = SendConfirmationEmail.load(task.payload, task.payload_version)
    if payload.email_version != sign_up.email_version:
        # The new address is not for the reader of the old one.
        raise ConfirmationReplacedError(resend=is_own)
    if sign_up.state in {SignUpState.CONFIRMED, SignUpState.SUPERSEDED}:
        user_id = sign_up.user_id or await _account_with(session, sign_up.email_key)
        raise ConfirmationUsedError(sign_up.email, user_id=user_id)
    if sign_up.state is SignUpState.EXPIRED or is_expired(task, settings.confirmation_lifetime):
        raise ConfirmationExpiredError(sign_up.email, resend=is_own)
    if not credentials.match_sign_up(sign_up) and await has_other_claims(
        session, sign_up.email_key, sign_up.id
    ):
        raise PasswordNeededError
    return await _make_account(session, sign_up, is_own=is_own)


async def _lock_sign_up(session: AsyncSession, task: Task) -> SignUp | None:
    """Lock the address, then the sign-up.

    The address may have changed in between; the caller compares `email_version`.
    """
    email_key = await session.scalar(select(SignUp.email_key).where(SignUp.id == task.subject_id))
    if email_key is None:
        return None
    await lock_address(session, email_key)
    return await session.get(SignUp, task.subject_id, with_for_update=True)


async def _account_with(session: AsyncSession, email_key: str) -> UUID | None:
    return await session.scalar(select(User.id).where(User.email_key == email_key))


async def _make_account(session: AsyncSession, sign_up: SignUp, *, is_own: bool) -> Confirmation:
    email = sign_up.email
    user = User(
        email=email,
        email_key=sign_up.email_key,
        display_name=sign_up.display_name,
        language=sign_up.language,
        password_hash=sign_up.password_hash,
        picture_id=sign_up.picture_id,
    )
    session.add(user)
    try:
        await session.flush()
    except IntegrityError as error:  # the address already has an account
        raise ConfirmationUsedError(email) from error
    sign_up.state, sign_up.user_id = SignUpState.CONFIRMED, user.id
    sign_up.confirmed_at, sign_up.password_hash = utc_now(), ""
    dropped_ids = await supersede_claims(session, sign_up.email_key, confirmed_id=sign_up.id)
    return Confirmation(user, dropped_ids, is_own=is_own)
