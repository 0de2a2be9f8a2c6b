"""/sessions: log in, log out, list and end sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body

from foyer.accounts.email.addresses import key_of_input
from foyer.accounts.profile import profile
from foyer.accounts.sessions import user_sessions
from foyer.accounts.sessions.user_sessions import (
    InvalidCredentialsError,
    NotAuthenticatedError,
    SessionNotFoundError,
)
from foyer.api import known_device
from foyer.api.dependencies import CurrentSessionDep, SessionDep, TokenDep, UserDep
from foyer.api.known_device import DeviceDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitedRoute, TooManyRequestsError
from foyer.api.request_context import RequestContextDep
from foyer.api.schemas.accounts import Profile, SessionEntry, SessionList
from foyer.api.schemas.fields import EMAIL, PASSWORD
from foyer.api.session_cookie import clear_session_cookie, set_session_cookie
from foyer.api.shown_account import ShownAccountDep
from foyer.models import AuditEvent

router = APIRouter(prefix="/sessions", tags=["account"], route_class=LimitedRoute)


@router.post(
    "", status_code=201, responses=responses(InvalidCredentialsError, TooManyRequestsError)
)
async def log_in(
    context: RequestContextDep,
    email: Annotated[str, Body(max_length=320, json_schema_extra=EMAIL)],
    password: Annotated[str, Body(max_length=1000, json_schema_extra=PASSWORD)],
    previous_token: TokenDep = None,
    device: DeviceDep = None,
) -> Profile:
    """Log in. The session token is in a cookie that scripts cannot read."""
    session, settings = context.session, context.settings
    await known_device.hit_log_in_limits(
        context.limits, settings, email=email, device=device, client=context.client
    )
    try:
        user = await user_sessions.verify_credentials(session, email, password)
    except InvalidCredentialsError:
        context.log_event(AuditEvent.LOG_IN_FAILED, subject=key_of_input(email))
        await session.commit()
        raise
    if previous_token:
        await user_sessions.log_out(session, previous_token)
    token = user_sessions.log_in(session, user, context.client_info, settings)
    context.log_event(AuditEvent.LOGGED_IN, user_id=user.id)
    body = Profile.of(user, *await profile.picture_and_task(session, user))
    await session.commit()
    set_session_cookie(context.response, token, settings)
    known_device.set_device_cookie(context.response, settings, email=user.email)
    return body


@router.delete("/current", status_code=204)
async def log_out(
    context: RequestContextDep, shown_account: ShownAccountDep, token: TokenDep = None
) -> None:
    """End the current session. It is no error if there is none."""
    if token and (user_id := await user_sessions.log_out(context.session, token)):
        shown_account.check(user_id)
        context.log_event(AuditEvent.LOGGED_OUT, user_id=user_id)
        await context.session.commit()
    clear_session_cookie(context.response, context.settings)


@router.get("", responses=responses(NotAuthenticatedError))
async def list_sessions(session: SessionDep, current: CurrentSessionDep) -> SessionList:
    """The sessions of the user, the most recently used first."""
    current_id = current.user_session.id
    sessions = await user_sessions.list_for_user(session, current.user.id)
    return SessionList(
        items=[SessionEntry.of(entry, current=entry.id == current_id) for entry in sessions]
    )


@router.delete("", status_code=204, responses=responses(NotAuthenticatedError))
async def log_out_everywhere(context: RequestContextDep, user: UserDep) -> None:
    """End all sessions of the user, including the current one."""
    if await user_sessions.end_all(context.session, user.id):
        context.log_event(AuditEvent.LOGGED_OUT_EVERYWHERE, user_id=user.id)
    await context.session.commit()
    clear_session_cookie(context.response, context.settings)


@router.delete(
    "/{session_id}",
    status_code=204,
    responses=responses(NotAuthenticatedError, SessionNotFoundError),
)
async def end_session(context: RequestContextDep, user: UserDep, session_id: UUID) -> None:
    """End one session of the user."""
    await user_sessions.end(context.session, user.id, session_id)
    details = {"session_id": str(session_id)}
    context.log_event(AuditEvent.SESSION_ENDED, user_id=user.id, details=details)
    await context.session.commit()
