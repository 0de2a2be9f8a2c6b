"""Sessions: opaque, revocable; new at each log-in."""

from http import HTTPStatus

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.addresses import AddressError, parse_address
from foyer.accounts.passwords import verify_password
from foyer.accounts.tokens import new_session_token, token_hash
from foyer.errors import FoyerError
from foyer.models import LogInSession, User, utc_now
from foyer.settings import Settings


class InvalidCredentialsError(FoyerError):
    """The e-mail address or the password is wrong, or the address is not confirmed yet."""

    code = "invalid_credentials"
    status = HTTPStatus.UNAUTHORIZED


class NotAuthenticatedError(FoyerError):
    """Please log in."""

    code = "not_authenticated"
    status = HTTPStatus.UNAUTHORIZED


class NotAllowedError(FoyerError):
    """This is for administrators."""

    code = "not_allowed"
    status = HTTPStatus.FORBIDDEN


async def credentials(session: AsyncSession, email: str, password: str) -> User:
    """The person these belong to.

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
    user = await session.get(User, found.id) if found and matches else None
    if user is None:
        raise InvalidCredentialsError
    return user


def log_in(session: AsyncSession, user: User, settings: Settings) -> str:
    """Add a session to the transaction; returns the token for the cookie."""
    token = new_session_token()
    expires_at = utc_now() + settings.session_lifetime
    session.add(LogInSession(token_hash=token_hash(token), user_id=user.id, expires_at=expires_at))
    return token


async def log_out(session: AsyncSession, token: str) -> None:
    await session.execute(delete(LogInSession).where(LogInSession.token_hash == token_hash(token)))


async def user_of(session: AsyncSession, token: str | None) -> User:
    """Who is logged in with this token.

    Raises:
        NotAuthenticatedError: nobody.
    """
    if token is None:
        raise NotAuthenticatedError
    user = await session.scalar(
        select(User)
        .join(LogInSession)
        .where(LogInSession.token_hash == token_hash(token), LogInSession.expires_at > func.now())
    )
    if user is None:
        raise NotAuthenticatedError
    return user
