"""Reauthentication: the current password, asked again before what cannot be undone."""

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
    """Somebody knew the password of an account a moment ago."""

    user_id: UUID
    email_key: str
    password_hash: str

    async def account(self, session: AsyncSession) -> User:
        """Lock the account, as `lock_account` does.

        Raises:
            NotAuthenticatedError: it was deleted meanwhile.
            WrongPasswordError: it has got another password meanwhile.
        """
        user = await lock_account(session, self.user_id)
        if user.password_hash != self.password_hash:
            raise WrongPasswordError
        return user


async def reauthenticate(session: AsyncSession, user: User, password: str) -> Reauthentication:
    """Check the password; no lock and no connection is held while it waits for its turn.

    Raises:
        WrongPasswordError: it is another.
    """
    reauthentication = Reauthentication(user.id, user.email_key, user.password_hash)
    await release_connection(session)
    if not await verify_password(password, reauthentication.password_hash):
        raise WrongPasswordError
    return reauthentication


async def lock_account(session: AsyncSession, user_id: UUID) -> User:
    """Read the account and let nobody else change it until the transaction ends.

    Raises:
        NotAuthenticatedError: it was deleted meanwhile.
    """
    query = select(User).where(User.id == user_id).with_for_update(key_share=True)
    user = await session.scalar(query.execution_options(populate_existing=True))
    if user is None:
        raise NotAuthenticatedError
    return user
