"""/me/password: change the password."""

from typing import Annotated

from fastapi import APIRouter, Body

from foyer.accounts.password.hashing import hash_password
from foyer.accounts.password.password_change import set_password
from foyer.accounts.password.password_rules import password_problem
from foyer.accounts.sessions import user_sessions
from foyer.accounts.sessions.reauthentication import WrongPasswordError
from foyer.accounts.sessions.user_sessions import NotAuthenticatedError
from foyer.api.dependencies import UserDep
from foyer.api.problems import responses
from foyer.api.rate_limits import TooManyRequestsError
from foyer.api.request_context import RequestContextDep
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
    context: RequestContextDep,
    user: UserDep,
    current_password: Annotated[str, Body(max_length=1000, json_schema_extra=PASSWORD)],
    new_password: Annotated[str, Body(max_length=1000, json_schema_extra=NEW_PASSWORD)],
) -> None:
    """Change the password. All other sessions end; this one continues with a new token."""
    if problem := password_problem(
        new_password, email=user.email, display_name=user.display_name, field="new_password"
    ):
        raise InvalidFieldsError(problem)
    session, settings = context.session, context.settings
    reauthentication = await context.reauthenticate(user, current_password)
    password_hash = await hash_password(new_password)
    account = await reauthentication.account(session)
    notice = await set_password(session, account, password_hash, NoticeEvent.PASSWORD_CHANGED)
    token = user_sessions.log_in(session, account, context.client_info, settings)
    context.log_event(AuditEvent.PASSWORD_CHANGED, user_id=account.id)
    await session.commit()
    context.publish(notice.id)
    set_session_cookie(context.response, token, settings)
