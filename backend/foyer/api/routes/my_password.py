"""/me/password"""  # noqa: D415

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Body, Response

from foyer.accounts.audit import note
from foyer.accounts.password.hashing import hash_password
from foyer.accounts.password.password_change import renew_password
from foyer.accounts.password.password_rules import password_problem
from foyer.accounts.sessions import user_sessions
from foyer.accounts.sessions.reauthentication import WrongPasswordError
from foyer.accounts.sessions.user_sessions import NotAuthenticatedError
from foyer.api.dependencies import DispatcherDep, OriginDep, SessionDep, SettingsDep, UserDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitsDep, TooManyRequestsError
from foyer.api.reauthenticate import prove
from foyer.api.schemas.fields import NEW_PASSWORD, PASSWORD
from foyer.api.session_cookie import give_cookie
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
    origin: OriginDep,
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
    proof = await prove(session, limits, origin, user, current_password)
    password_hash = await hash_password(new_password)
    account = await proof.account(session)
    notice = await renew_password(session, account, password_hash, NoticeEvent.PASSWORD_CHANGED)
    token = user_sessions.log_in(session, account, origin, settings)
    note(session, AuditEvent.PASSWORD_CHANGED, origin, user_id=account.id)
    await session.commit()
    background.add_task(dispatch, [notice.id])
    give_cookie(response, token, settings)
