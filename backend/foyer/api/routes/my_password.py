"""/me/password"""  # noqa: D415

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Body, Response

from foyer.accounts.audit import log_event
from foyer.accounts.password.hashing import hash_password
from foyer.accounts.password.password_change import set_password
from foyer.accounts.password.password_rules import password_problem
from foyer.accounts.sessions import user_sessions
from foyer.accounts.sessions.reauthentication import WrongPasswordError
from foyer.accounts.sessions.user_sessions import NotAuthenticatedError
from foyer.api.dependencies import ClientInfoDep, DispatcherDep, SessionDep, SettingsDep, UserDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitsDep, TooManyRequestsError
from foyer.api.reauthenticate import reauthenticate
from foyer.api.schemas.fields import NEW_PASSWORD, PASSWORD
from foyer.api.session_cookie import set_session_cookie
from foyer.errors import InvalidFieldsError
from foyer.models import AuditEvent, NoticeEvent

router = APIRouter(
    prefix="/me/password", tags=["account"], responses=responses(NotAuthenticatedError)
)


@router.put(
    "",
    status_code=204,
    responses=responses(WrongPasswordError, InvalidFieldsError, TooManyRequestsError),
)
async def change_password(
    response: Response,
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    dispatch: DispatcherDep,
    client_info: ClientInfoDep,
    limits: LimitsDep,
    user: UserDep,
    current_password: Annotated[str, Body(max_length=1000, json_schema_extra=PASSWORD)],
    new_password: Annotated[str, Body(max_length=1000, json_schema_extra=NEW_PASSWORD)],
) -> None:
    """Change the password: all other sessions end, this one goes on under a new token."""
    if problem := password_problem(
        new_password, email=user.email, display_name=user.display_name, field="new_password"
    ):
        raise InvalidFieldsError(problem)
    reauthentication = await reauthenticate(session, limits, client_info, user, current_password)
    password_hash = await hash_password(new_password)
    account = await reauthentication.account(session)
    notice = await set_password(session, account, password_hash, NoticeEvent.PASSWORD_CHANGED)
    token = user_sessions.log_in(session, account, client_info, settings)
    log_event(session, AuditEvent.PASSWORD_CHANGED, client_info, user_id=account.id)
    await session.commit()
    background.add_task(dispatch, [notice.id])
    set_session_cookie(response, token, settings)
