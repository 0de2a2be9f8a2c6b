"""/confirmations"""  # noqa: D415

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Body

from foyer.accounts import confirmation, email_change
from foyer.accounts.audit import note
from foyer.accounts.confirmation import (
    AddressTakenError,
    ConfirmationExpiredError,
    ConfirmationReplacedError,
    ConfirmationUnknownError,
    ConfirmationUsedError,
)
from foyer.accounts.tokens import LinkPurpose, task_of_link_token
from foyer.api.account_bodies import Confirmed
from foyer.api.deps import DispatcherDep, OriginDep, SessionDep, SettingsDep
from foyer.api.limits import LimitedRoute, TooManyRequestsError
from foyer.api.problems import responses
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
        TooManyRequestsError,
    ),
)
async def create_confirmation(
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    dispatch: DispatcherDep,
    origin: OriginDep,
    token: Annotated[str, Body(embed=True, max_length=200)],
) -> Confirmed:
    """Use the link of the mail. Only this changes something; opening the link does not."""
    if task_id := task_of_link_token(LinkPurpose.CONFIRMATION, token, settings):
        user = await confirmation.confirm(session, task_id, settings)
        note(session, AuditEvent.CONFIRMED, origin, user_id=user.id)
    elif task_id := task_of_link_token(LinkPurpose.EMAIL_CHANGE, token, settings):
        user, notice = await email_change.confirm(session, task_id, settings)
        note(session, AuditEvent.EMAIL_CHANGED, origin, user_id=user.id)
        background.add_task(dispatch, [notice.id])
    else:
        raise ConfirmationUnknownError
    await session.commit()
    return Confirmed(email=user.email, display_name=user.display_name)
