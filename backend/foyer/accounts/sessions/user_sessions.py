"""Sessions: opaque, revocable; new at each log-in."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.audit import Origin
from foyer.accounts.email.addresses import AddressError, parse_address
from foyer.accounts.password.hashing import verify_password
from foyer.accounts.tokens import new_session_token, token_hash
from foyer.db.base import utc_now
from foyer.errors import FoyerError
from foyer.models import LogInSession, User
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
class LoggedIn:
    """Who asks, and by which of the person's sessions."""

    user: User
    log_in: LogInSession


async def credentials(session: AsyncSession, email: str, password: str) -> User:
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
    await session.rollback()  # hands the connection back while the password waits for its turn
    matches = await verify_password(password, found.password_hash if found else None)
    user = await _unchanged(session, found.id, found.password_hash) if found and matches else None
    if user is None:
        raise InvalidCredentialsError
    return user


def log_in(session: AsyncSession, user: User, origin: Origin, settings: Settings) -> str:
    """Add a session to the transaction; returns the token for the cookie."""
    token = new_session_token()
    session.add(
        LogInSession(
            token_hash=token_hash(token),
            user_id=user.id,
            expires_at=utc_now() + settings.session_lifetime,
            ip=origin.ip,
            user_agent=origin.user_agent,
        )
    )
    return token


async def log_out(session: AsyncSession, token: str) -> UUID | None:
    """End the session of this token; returns whose it was, None if there was none."""
    ended = delete(LogInSession).where(LogInSession.token_hash == token_hash(token))
    return await session.scalar(ended.returning(LogInSession.user_id))


async def logged_in(session: AsyncSession, token: str | None) -> LoggedIn:
    """Who is logged in with this token.

    Raises:
        NotAuthenticatedError: nobody.
    """
    if token is None:
        raise NotAuthenticatedError
    found = await session.execute(
        select(User, LogInSession)
        .join(LogInSession)
        .where(LogInSession.token_hash == token_hash(token), LogInSession.expires_at > func.now())
    )
    row = found.one_or_none()
    if row is None:
        raise NotAuthenticatedError
    return LoggedIn(*row)


async def see(session: AsyncSession, log_in: LogInSession, origin: Origin) -> bool:
    """Write down that the session is in use, from where; False if that was done a moment ago."""
    if log_in.last_seen_at > utc_now() - SEEN_EVERY:
        return False
    await session.execute(
        update(LogInSession)
        .where(LogInSession.id == log_in.id)
        .values(last_seen_at=func.now(), ip=origin.ip, user_agent=origin.user_agent)
    )
    return True


async def of(session: AsyncSession, user_id: UUID) -> list[LogInSession]:
    """The person's sessions, the one used last first."""
    query = (
        select(LogInSession)
        .where(LogInSession.user_id == user_id, LogInSession.expires_at > func.now())
        .order_by(LogInSession.last_seen_at.desc(), LogInSession.id.desc())
    )
    return list(await session.scalars(query))


async def end(session: AsyncSession, user_id: UUID, session_id: UUID) -> None:
    """End one session of this person.

    Raises:
        SessionNotFoundError: the person has no such session.
    """
    ended = delete(LogInSession).where(
        LogInSession.id == session_id, LogInSession.user_id == user_id
    )
    if await session.scalar(ended.returning(LogInSession.id)) is None:
        raise SessionNotFoundError


async def end_all(session: AsyncSession, user_id: UUID) -> None:
    await session.execute(delete(LogInSession).where(LogInSession.user_id == user_id))


async def _unchanged(session: AsyncSession, user_id: UUID, password_hash: str) -> User | None:
    """The account, if it still has this password: a reset must not leave out who logs in now."""
    query = select(User).where(User.id == user_id, User.password_hash == password_hash)
    return await session.scalar(query.with_for_update(read=True))
