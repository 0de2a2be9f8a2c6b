"""FastAPI dependencies: settings, database sessions, the client, the current user and roles."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated

from fastapi import Cookie, Depends, Request, Security
from fastapi.security import APIKeyCookie
from psycopg.errors import QueryCanceled
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.audit import MAX_USER_AGENT, ClientInfo
from foyer.accounts.roles.staff import STAFF
from foyer.accounts.sessions import user_sessions
from foyer.accounts.sessions.user_sessions import CurrentSession, NotAllowedError
from foyer.api.middleware.request_id import request_id
from foyer.api.own_writes import forget_own_writes
from foyer.api.rate_limits import hit_per_account
from foyer.api.shown_account import ShownAccountDep
from foyer.db.engines import async_session
from foyer.models import Role, User
from foyer.settings import Settings, get_settings
from foyer.task_engine.history.queries import QueryTooSlowError


def cookie_name(settings: Settings) -> str:
    """Name of the session cookie. With `__Host-`, browsers require https, this host and path /."""
    return "__Host-foyer_session" if settings.secure else "foyer_session"


COOKIE = cookie_name(get_settings())


async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    """One transaction per request. The endpoint commits it; otherwise it is rolled back."""
    async with async_session() as session:
        forget_own_writes(session, request.app.state.subscriptions)
        yield session


async def _history_session(
    session: Annotated[AsyncSession, Depends(_session, scope="function")],
) -> AsyncIterator[AsyncSession]:
    """The same session; a query that exceeds the statement timeout raises QueryTooSlowError."""
    try:
        yield session
    except OperationalError as error:
        if isinstance(error.orig, QueryCanceled):
            raise QueryTooSlowError from error
        raise


SettingsDep = Annotated[Settings, Depends(get_settings)]
SessionDep = Annotated[AsyncSession, Depends(_session, scope="function")]
HistorySessionDep = Annotated[AsyncSession, Depends(_history_session, scope="function")]
# Both read the same cookie. `_COOKIE` documents in OpenAPI that a route requires it.
_COOKIE = APIKeyCookie(name=COOKIE, scheme_name="session", auto_error=False)
TokenDep = Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)]


def _client_info(request: Request) -> ClientInfo:
    """The client as nginx reports it (middleware/trusted_proxy)."""
    agent = request.headers.get("user-agent")
    return ClientInfo(
        ip=request.client.host if request.client else None,
        user_agent=agent[:MAX_USER_AGENT] if agent else None,
        reference=request_id(),
    )


ClientInfoDep = Annotated[ClientInfo, Depends(_client_info)]


async def _current_session(
    request: Request,
    session: SessionDep,
    client_info: ClientInfoDep,
    shown_account: ShownAccountDep,
    token: Annotated[str | None, Security(_COOKIE)] = None,
) -> CurrentSession:
    current = await user_sessions.authenticate(session, token)
    shown_account.check(current.user.id)
    await hit_per_account(request, current.user.id)
    if await user_sessions.touch(session, current.user_session, client_info):
        await session.commit()  # also when the request itself fails later
    return current


CurrentSessionDep = Annotated[CurrentSession, Depends(_current_session, scope="function")]


async def _user(current: CurrentSessionDep) -> User:
    return current.user


UserDep = Annotated[User, Depends(_user, scope="function")]


def _with_role(*roles: Role) -> Callable[[User], Awaitable[User]]:
    async def check(user: UserDep) -> User:
        if user.role not in roles:
            raise NotAllowedError
        return user

    return check


# Operators may read only; administrators may also write.
OperatorDep = Annotated[User, Depends(_with_role(*STAFF), scope="function")]
AdminDep = Annotated[User, Depends(_with_role(Role.ADMIN), scope="function")]
