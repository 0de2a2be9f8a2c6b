"""Sessions: opaque, revocable; new at each log-in."""

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

SEEN_EVERY = timedelta(minutes=1)  # more often, a session's last use is not written down


class InvalidCredentialsError(FoyerError):
    """The e-mail address or the password is wrong, or the address is not confirmed yet."""

    code = "invalid_credentials"
    status = HTTPStatus.UNAUTHORIZED


class NotAuthenticatedError(FoyerError):
    """Please log in."""

    code = "not_authenticated"
    status = HTTPStatus.UNAUTHORIZED


class NotAllowedError(FoyerError):
    """Your role does not allow this. Administrators give and take roles."""

    code = "not_allowed"
    status = HTTPStatus.FORBIDDEN


class SessionNotFoundError(FoyerError):
    """There is no such session; it may have ended."""

    code = "session_not_found"
    status = HTTPStatus.NOT_FOUND


@dataclass(frozen=True, slots=True)
class CurrentSession:
    """Who asks, and by which of the person's sessions."""

    user: User
    user_session: UserSession


async def verify_credentials(session: AsyncSession, email: str, password: str) -> User:
    """The person these belong to, whose password stays as it is until the transaction ends.

    Raises:
        InvalidCredentialsError: the same, after the same time, whatever is wrong.
    """
    try:
        key = parse_address(email).key
    except AddressError:
        key = ""
    query = select(User.id, User.password_hash).where(User.email_key == key)
    found = (await session.execute(query)).one_or_none()
    await release_connection(session)  # verifying the password takes time
    matches = await verify_password(password, found.password_hash if found else None)
    user = await _unchanged(session, found.id, found.password_hash) if found and matches else None
    if user is None:
        raise InvalidCredentialsError
    return user


def log_in(session: AsyncSession, user: User, client_info: ClientInfo, settings: Settings) -> str:
    """Add a session to the transaction; returns the token for the cookie."""
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
    """End the session of this token; returns whose it was, None if there was none."""
    ended = delete(UserSession).where(UserSession.token_hash == token_hash(token))
    return await session.scalar(ended.returning(UserSession.user_id))


async def authenticate(session: AsyncSession, token: str | None) -> CurrentSession:
    """Who is logged in with this token.

    Raises:
        NotAuthenticatedError: nobody.
    """
    if token is None:
        raise NotAuthenticatedError
    found = await session.execute(
        select(User, UserSession)
        .join(UserSession)
        .where(UserSession.token_hash == token_hash(token), UserSession.expires_at > func.now())
    )
    row = found.one_or_none()
    if row is None:
        raise NotAuthenticatedError
    return CurrentSession(*row)


async def touch(session: AsyncSession, user_session: UserSession, client_info: ClientInfo) -> bool:
    """Write down that the session is in use, from where; False if that was done a moment ago."""
    if user_session.last_seen_at > utc_now() - SEEN_EVERY:
        return False
    await session.execute(
        update(UserSession)
        .where(UserSession.id == user_session.id)
        .values(last_seen_at=func.now(), ip=client_info.ip, user_agent=client_info.user_agent)
    )
    return True


async def list_for_user(session: AsyncSession, user_id: UUID) -> list[UserSession]:
    """The person's sessions, the one used last first."""
    query = (
        select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.expires_at > func.now())
        .order_by(UserSession.last_seen_at.desc(), UserSession.id.desc())
    )
    return list(await session.scalars(query))


async def end(session: AsyncSession, user_id: UUID, session_id: UUID) -> None:
    """End one session of this person.

    Raises:
        SessionNotFoundError: the person has no such session.
    """
    ended = delete(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id)
    if await session.scalar(ended.returning(UserSession.id)) is None:
        raise SessionNotFoundError


async def end_all(session: AsyncSession, user_id: UUID) -> None:
    await session.execute(delete(UserSession).where(UserSession.user_id == user_id))


async def _unchanged(session: AsyncSession, user_id: UUID, password_hash: str) -> User | None:
    """The account, if it still has this password: a reset must not leave out who logs in now."""
    query = select(User).where(User.id == user_id, User.password_hash == password_hash)
    return await session.scalar(query.with_for_update(read=True))
