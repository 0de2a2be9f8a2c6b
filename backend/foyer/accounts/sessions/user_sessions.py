"""Log-in sessions: an opaque token in a cookie, stored as a hash, revocable."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.audit import ClientInfo
from foyer.accounts.email.addresses import AddressError, parse_address
from foyer.accounts.password.hashing import verify_password
from foyer.accounts.tokens import new_session_token, token_hash
from foyer.db.base import utc_now
from foyer.db.engines import release_connection
from foyer.errors import FoyerError
from foyer.models import User, UserSession
from foyer.settings import Settings

# The time of the last use is stored at most this often.
TOUCH_INTERVAL = timedelta(minutes=1)


class InvalidCredentialsError(FoyerError):
    """The e-mail address or the password is wrong, or the address is not confirmed yet."""

    code = "invalid_credentials"
    status = HTTPStatus.UNAUTHORIZED


class NotAuthenticatedError(FoyerError):
    """Please log in."""

    code = "not_authenticated"
    status = HTTPStatus.UNAUTHORIZED


class NotAllowedError(FoyerError):
    """Your role does not allow this. An administrator can change your role."""

    code = "not_allowed"
    status = HTTPStatus.FORBIDDEN


class SessionNotFoundError(FoyerError):
    """There is no such session. It may have ended."""

    code = "session_not_found"
    status = HTTPStatus.NOT_FOUND


@dataclass(frozen=True, slots=True)
class CurrentSession:
    """The session of a request, and its account."""

    user: User
    user_session: UserSession


async def verify_credentials(session: AsyncSession, email: str, password: str) -> User:
    """Return the account with this address and password.

    Its password cannot change until the transaction ends.

    Raises:
        InvalidCredentialsError: the address or the password is wrong. An unknown address takes as
            long as a wrong password.
    """
    try:
        key = parse_address(email).key
    except AddressError:
        key = ""
    query = select(User.id, User.password_hash).where(User.email_key == key)
    account = (await session.execute(query)).one_or_none()
    await release_connection(session)
    matches = await verify_password(password, account.password_hash if account else None)
    if not account or not matches:
        raise InvalidCredentialsError
    user = await _lock_if_unchanged(session, account.id, account.password_hash)
    if user is None:
        raise InvalidCredentialsError
    return user


def log_in(session: AsyncSession, user: User, client_info: ClientInfo, settings: Settings) -> str:
    """Add a session to the transaction and return the token for the cookie."""
    token = new_session_token()
    session.add(
        UserSession(
            token_hash=token_hash(token),
            user_id=user.id,
            expires_at=utc_now() + settings.session_lifetime,
            ip=client_info.ip,
            user_agent=client_info.user_agent,
        )
    )
    return token


async def log_out(session: AsyncSession, token: str) -> UUID | None:
    """End the session with this token. Returns the account's id, or None without a session."""
    query = delete(UserSession).where(UserSession.token_hash == token_hash(token))
    return await session.scalar(query.returning(UserSession.user_id))


async def authenticate(session: AsyncSession, token: str | None) -> CurrentSession:
    """Find the session with this token.

    Raises:
        NotAuthenticatedError: there is no token, or its session has ended.
    """
    if token is None:
        raise NotAuthenticatedError
    query = (
        select(User, UserSession)
        .join(UserSession)
        .where(UserSession.token_hash == token_hash(token), UserSession.expires_at > func.now())
    )
    result = (await session.execute(query)).one_or_none()
    if result is None:
        raise NotAuthenticatedError
    return CurrentSession(*result)


async def touch(session: AsyncSession, user_session: UserSession, client_info: ClientInfo) -> bool:
    """Store the time and the client of the session's last use.

    Returns False if that was done less than a minute ago.
    """
    if user_session.last_seen_at > utc_now() - TOUCH_INTERVAL:
        return False
    await session.execute(
        update(UserSession)
        .where(UserSession.id == user_session.id)
        .values(last_seen_at=func.now(), ip=client_info.ip, user_agent=client_info.user_agent)
    )
    return True


async def list_for_user(session: AsyncSession, user_id: UUID) -> list[UserSession]:
    """The account's open sessions, the most recently used first."""
    query = (
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.expires_at > func.now())
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    )
    return list(await session.scalars(query))


async def end(session: AsyncSession, user_id: UUID, session_id: UUID) -> None:
    """End one session of this account.

    Raises:
        SessionNotFoundError: the account has no such session.
    """
    query = delete(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id)
    if await session.scalar(query.returning(UserSession.id)) is None:
        raise SessionNotFoundError


async def end_all(session: AsyncSession, user_id: UUID) -> int:
    """End all sessions of this account; return how many."""
    query = delete(UserSession).where(UserSession.user_id == user_id)
    return len((await session.scalars(query.returning(UserSession.id))).all())


async def _lock_if_unchanged(
    session: AsyncSession, user_id: UUID, password_hash: str
) -> User | None:
    """Lock the account if it still has this password hash.

    Without the lock, a password reset at this moment could miss the new session.
    """
    query = select(User).where(User.id == user_id, User.password_hash == password_hash)
    return await session.scalar(query.with_for_update(read=True))
