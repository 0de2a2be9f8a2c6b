"""/sessions"""  # noqa: D415

from typing import Annotated

from fastapi import APIRouter, Body, Response

from foyer.accounts import profile, sessions
from foyer.accounts.sessions import InvalidCredentialsError
from foyer.api.bodies import Profile
from foyer.api.deps import COOKIE, SessionDep, SettingsDep, TokenDep
from foyer.api.problems import responses

router = APIRouter(prefix="/sessions", tags=["account"])


@router.post("", status_code=201, responses=responses(InvalidCredentialsError))
async def log_in(
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
    email: Annotated[str, Body(max_length=320)],
    password: Annotated[str, Body(max_length=1000, json_schema_extra={"format": "password"})],
    old: TokenDep = None,
) -> Profile:
    """Log in. The session is a cookie that scripts cannot read."""
    user = await sessions.credentials(session, email, password)
    if old:
        await sessions.log_out(session, old)
    token = sessions.log_in(session, user, settings)
    body = Profile.of(user, *await profile.picture(session, user))
    await session.commit()
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(settings.session_lifetime.total_seconds()),
        httponly=True,
        secure=settings.secure,
        samesite="lax",
    )
    return body


@router.delete("/current", status_code=204)
async def log_out(
    response: Response, session: SessionDep, settings: SettingsDep, token: TokenDep = None
) -> None:
    """Log out here. Doing it twice is no error."""
    if token:
        await sessions.log_out(session, token)
        await session.commit()
    response.delete_cookie(COOKIE, httponly=True, secure=settings.secure, samesite="lax")
