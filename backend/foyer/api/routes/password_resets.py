"""/password-resets"""  # noqa: D415

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Body, Response

from foyer.accounts.audit import log_event
from foyer.accounts.email.addresses import parse_address_field
from foyer.accounts.password import password_reset
from foyer.accounts.password.hashing import hash_password
from foyer.accounts.password.password_change import set_password
from foyer.accounts.password.password_reset import (
    ResetExpiredError,
    ResetUnknownError,
    ResetUsedError,
)
from foyer.accounts.password.password_rules import password_problem
from foyer.api import known_device
from foyer.api.dependencies import ClientInfoDep, DispatcherDep, SessionDep, SettingsDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitedRoute, LimitsDep, Rule, TooManyRequestsError
from foyer.api.schemas.accounts import Nothing
from foyer.api.schemas.fields import EMAIL, NEW_PASSWORD
from foyer.errors import InvalidFieldsError
from foyer.models import AuditEvent, NoticeEvent

router = APIRouter(prefix="/password-resets", tags=["account"], route_class=LimitedRoute)


@router.post("", status_code=202, responses=responses(InvalidFieldsError, TooManyRequestsError))
async def ask_for_password_reset(
    background: BackgroundTasks,
    session: SessionDep,
    dispatch: DispatcherDep,
    client_info: ClientInfoDep,
    limits: LimitsDep,
    email: Annotated[str, Body(embed=True, max_length=320, json_schema_extra=EMAIL)],
) -> Nothing:
    """Mail a link to a new password. The answer does not tell whether there is an account."""
    address = parse_address_field(email)
    await limits.spend_address(Rule.RESET_PER_ADDRESS, address.key)
    task = password_reset.request_reset(session, address)
    log_event(session, AuditEvent.PASSWORD_RESET_ASKED, client_info, subject=address.key)
    await session.commit()
    background.add_task(dispatch, [task.id])
    return Nothing()


@router.put(
    "",
    status_code=204,
    responses=responses(
        ResetUnknownError,
        ResetUsedError,
        ResetExpiredError,
        InvalidFieldsError,
        TooManyRequestsError,
    ),
)
async def reset_password(
    response: Response,
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    dispatch: DispatcherDep,
    client_info: ClientInfoDep,
    token: Annotated[str, Body(max_length=200)],
    password: Annotated[str, Body(max_length=1000, json_schema_extra=NEW_PASSWORD)],
) -> None:
    """Use the link: a new password, and every session ends. The owner is told by mail."""
    link = await password_reset.read_link(session, token, settings)
    await session.rollback()  # hands the connection back while the password waits for its turn
    if problem := password_problem(password, email=link.email, display_name=link.display_name):
        raise InvalidFieldsError(problem)
    password_hash = await hash_password(password)
    user = await password_reset.use_link(session, link)
    notice = await set_password(session, user, password_hash, NoticeEvent.PASSWORD_RESET)
    log_event(session, AuditEvent.PASSWORD_RESET, client_info, user_id=user.id)
    await session.commit()
    background.add_task(dispatch, [notice.id])
    known_device.remember(response, settings, email=user.email)
