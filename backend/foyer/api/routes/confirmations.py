"""/confirmations"""  # noqa: D415

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Body

from foyer.accounts.audit import log_event
from foyer.accounts.email import email_change
from foyer.accounts.sign_up import confirmation
from foyer.accounts.sign_up.confirmation import (
    AddressTakenError,
    ConfirmationCredentials,
    ConfirmationExpiredError,
    ConfirmationReplacedError,
    ConfirmationUnknownError,
    ConfirmationUsedError,
    PasswordNeededError,
    WrongSignUpPasswordError,
)
from foyer.accounts.tokens import LinkPurpose, task_id_of_link_token
from foyer.api.dependencies import ClientInfoDep, DispatcherDep, SessionDep, SettingsDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitedRoute, TooManyRequestsError
from foyer.api.schemas.accounts import Confirmed
from foyer.api.schemas.fields import PASSWORD
from foyer.api.uploads import forget_pictures
from foyer.models import AuditEvent

router = APIRouter(prefix="/confirmations", tags=["sign-up"], route_class=LimitedRoute)


@router.post(
    "",
    responses=responses(
        ConfirmationUnknownError,
        ConfirmationUsedError,
        AddressTakenError,
        ConfirmationReplacedError,
        ConfirmationExpiredError,
        PasswordNeededError,
        WrongSignUpPasswordError,
        TooManyRequestsError,
    ),
)
async def create_confirmation(
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    dispatch: DispatcherDep,
    client_info: ClientInfoDep,
    token: Annotated[str, Body(max_length=200)],
    sign_up_id: Annotated[
        UUID | None, Body(description="The one that this browser remembers, if it does.")
    ] = None,
    password: Annotated[
        str | None,
        Body(max_length=1000, json_schema_extra=PASSWORD, description="After `password_needed`."),
    ] = None,
) -> Confirmed:
    """Use the link of the mail. Only this changes something; opening the link does not."""
    if task_id := task_id_of_link_token(LinkPurpose.CONFIRMATION, token, settings):
        proven = (
            await confirmation.verify_sign_up_password(session, task_id, password)
            if password
            else None
        )
        credentials = ConfirmationCredentials(sign_up_id, proven)
        done = await confirmation.confirm(session, task_id, credentials, settings)
        log_event(session, AuditEvent.CONFIRMED, client_info, user_id=done.user.id)
    elif task_id := task_id_of_link_token(LinkPurpose.EMAIL_CHANGE, token, settings):
        done = await email_change.confirm(session, task_id, settings)
        log_event(session, AuditEvent.EMAIL_CHANGED, client_info, user_id=done.user.id)
    else:
        raise ConfirmationUnknownError
    await session.commit()
    if done.notice:
        background.add_task(dispatch, [done.notice.id])
    background.add_task(forget_pictures, settings, done.dropped_picture_ids)
    return Confirmed(email=done.user.email, display_name=done.user.display_name)
