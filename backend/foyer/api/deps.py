"""What the endpoints are given."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Cookie, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.sessions import NotAllowedError, user_of
from foyer.db import async_session
from foyer.models import Role, User
from foyer.settings import Settings, get_settings
from foyer.tasks.dispatch import AfterResponse


def cookie_name(settings: Settings) -> str:
    """The __Host- prefix makes browsers insist on https, this very host and the whole path."""
    return "__Host-foyer_session" if settings.secure else "foyer_session"


COOKIE = cookie_name(get_settings())


async def _session() -> AsyncIterator[AsyncSession]:
    """One transaction a request. The endpoint commits it before it answers; else it is undone."""
    async with async_session() as session:
        yield session


SettingsDep = Annotated[Settings, Depends(get_settings)]
SessionDep = Annotated[AsyncSession, Depends(_session, scope="function")]
TokenDep = Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)]


async def _user(session: SessionDep, token: TokenDep = None) -> User:
    return await user_of(session, token)


UserDep = Annotated[User, Depends(_user, scope="function")]


async def _admin(user: UserDep) -> User:
    if user.role is not Role.ADMIN:
        raise NotAllowedError
    return user


AdminDep = Annotated[User, Depends(_admin, scope="function")]


def _after_response(request: Request) -> AfterResponse:
    dispatcher: AfterResponse = request.app.state.dispatcher
    return dispatcher


DispatcherDep = Annotated[AfterResponse, Depends(_after_response)]
