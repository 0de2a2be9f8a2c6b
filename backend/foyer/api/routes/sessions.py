"""/sessions"""  # noqa: D415

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Response

from foyer.accounts.audit import log_event
from foyer.accounts.email.addresses import key_of_input
from foyer.accounts.profile import profile
from foyer.accounts.sessions import user_sessions
from foyer.accounts.sessions.user_sessions import (
    InvalidCredentialsError,
    NotAuthenticatedError,
    SessionNotFoundError,
)
from foyer.api import known_device
from foyer.api.dependencies import (
    ClientInfoDep,
    CurrentSessionDep,
    SessionDep,
    SettingsDep,
    TokenDep,
    UserDep,
)
from foyer.api.known_device import DeviceDep
from foyer.api.problems import responses
from foyer.api.rate_limits import ClientDep, LimitedRoute, LimitsDep, TooManyRequestsError
from foyer.api.schemas.accounts import Profile, SessionEntry, SessionList
from foyer.api.schemas.fields import EMAIL, PASSWORD
from foyer.api.session_cookie import clear_session_cookie, set_session_cookie
from foyer.models import AuditEvent

router = APIRouter(prefix="/sessions", tags=["account"], route_class=LimitedRoute)


@router.post(
    "", status_code=201, responses=responses(InvalidCredentialsError, TooManyRequestsError)
)
async def log_in(
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
    client_info: ClientInfoDep,
    limits: LimitsDep,
    client: ClientDep,
    email: Annotated[str, Body(max_length=320, json_schema_extra=EMAIL)],
    password: Annotated[str, Body(max_length=1000, json_schema_extra=PASSWORD)],
    old: TokenDep = None,
    device: DeviceDep = None,
) -> Profile:
    """Log in. The session is a cookie that scripts cannot read."""
    await known_device.spend_log_in(limits, settings, email=email, device=device, client=client)
    try:
        user = await user_sessions.verify_credentials(session, email, password)
    except InvalidCredentialsError:
        log_event(session, AuditEvent.LOG_IN_FAILED, client_info, subject=key_of_input(email))
        await session.commit()
        raise
    if old:
        await user_sessions.log_out(session, old)
    token = user_sessions.log_in(session, user, client_info, settings)
    log_event(session, AuditEvent.LOGGED_IN, client_info, user_id=user.id)
    body = Profile.of(user, *await profile.picture_and_task(session, user))
    await session.commit()
    set_session_cookie(response, token, settings)
    known_device.remember(response, settings, email=user.email)
    return body


@router.delete("/current", status_code=204)
async def log_out(
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
    client_info: ClientInfoDep,
    token: TokenDep = None,
) -> None:
    """Log out here. Doing it twice is no error."""
    if token and (user_id := await user_sessions.log_out(session, token)):
        log_event(session, AuditEvent.LOGGED_OUT, client_info, user_id=user_id)
        await session.commit()
    clear_session_cookie(response, settings)


@router.get("", responses=responses(NotAuthenticatedError))
async def list_sessions(session: SessionDep, logged_in: CurrentSessionDep) -> SessionList:
    """Where the person is logged in, the session used last first."""
    found = await user_sessions.list_for_user(session, logged_in.user.id)
    return SessionList(
        items=[
            SessionEntry.of(each, current=each.id == logged_in.user_session.id) for each in found
        ]
    )


@router.delete("", status_code=204, responses=responses(NotAuthenticatedError))
async def log_out_everywhere(
    response: Response,
    session: SessionDep,
    settings: SettingsDep,
    client_info: ClientInfoDep,
    user: UserDep,
) -> None:
    """End all sessions of the person, this one too."""
    await user_sessions.end_all(session, user.id)
    log_event(session, AuditEvent.LOGGED_OUT_EVERYWHERE, client_info, user_id=user.id)
    await session.commit()
    clear_session_cookie(response, settings)


@router.delete(
    "/{session_id}",
    status_code=204,
    responses=responses(NotAuthenticatedError, SessionNotFoundError),
)
async def end_session(
    session: SessionDep, client_info: ClientInfoDep, user: UserDep, session_id: UUID
) -> None:
    """End one session of the person's own."""
    await user_sessions.end(session, user.id, session_id)
    details = {"session_id": str(session_id)}
    log_event(session, AuditEvent.SESSION_ENDED, client_info, user_id=user.id, details=details)
    await session.commit()
