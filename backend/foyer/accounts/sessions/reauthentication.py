"""Reauthentication: an action that cannot be undone asks for the current password again."""

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.password.hashing import verify_password
from foyer.accounts.sessions.user_sessions import NotAuthenticatedError
from foyer.db.engines import release_connection
from foyer.errors import FoyerError
from foyer.models import User


class WrongPasswordError(FoyerError):
    """This is not your current password."""

    code = "wrong_password"
    status = HTTPStatus.FORBIDDEN


@dataclass(frozen=True, slots=True)
class Reauthentication:
    """A check of the account's password that succeeded a moment ago."""

    user_id: UUID
    email_key: str
    password_hash: str

    async def account(self, session: AsyncSession) -> User:
        """Lock the account, as `lock_account` does.

        Raises:
            NotAuthenticatedError: the account was deleted in the meantime.
            WrongPasswordError: the password was changed in the meantime.
        """
        user = await lock_account(session, self.user_id)
        if user.password_hash != self.password_hash:
            raise WrongPasswordError
        return user


async def reauthenticate(session: AsyncSession, user: User, password: str) -> Reauthentication:
    """Check the password. The database connection is released before the password is hashed.

    Raises:
        WrongPasswordError: the password is wrong.
    """
    reauthentication = Reauthentication(user.id, user.email_key, user.password_hash)
    await release_connection(session)
    if not await verify_password(password, reauthentication.password_hash):
        raise WrongPasswordError
    return reauthentication


async def lock_account(session: AsyncSession, user_id: UUID) -> User:
    """Read the account and lock it until the transaction ends.

    Raises:
        NotAuthenticatedError: the account was deleted in the meantime.
    """
    query = select(User).where(User.id == user_id).with_for_update(key_share=True)
    user = await session.scalar(query.execution_options(populate_existing=True))
    if user is None:
        raise NotAuthenticatedError
    return user
