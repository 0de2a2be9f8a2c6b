"""/me/email: request or withdraw a change of address."""

from typing import Annotated

from fastapi import APIRouter, Body

from foyer.accounts.email import email_change
from foyer.accounts.sessions.reauthentication import WrongPasswordError, lock_account
from foyer.accounts.sessions.user_sessions import NotAuthenticatedError
from foyer.api.dependencies import UserDep
from foyer.api.problems import responses
from foyer.api.rate_limits import Rule, TooManyRequestsError
from foyer.api.request_context import ACCEPTED, RequestContextDep
from foyer.api.schemas.fields import EMAIL, PASSWORD
from foyer.api.schemas.tasks import TaskStatus
from foyer.errors import InvalidFieldsError
from foyer.models import AuditEvent

router = APIRouter(prefix="/me/email", tags=["account"], responses=responses(NotAuthenticatedError))


@router.put(
    "",
    status_code=202,
    responses={
        **ACCEPTED,
        **responses(WrongPasswordError, InvalidFieldsError, TooManyRequestsError),
    },
)
async def change_email(
    context: RequestContextDep,
    user: UserDep,
    email: Annotated[str, Body(max_length=320, json_schema_extra=EMAIL)],
    password: Annotated[str, Body(max_length=1000, json_schema_extra=PASSWORD)],
) -> TaskStatus:
    """Send a link to the new address. The address changes when the link is used."""
    session = context.session
    address = email_change.validate_new_address(email, user)
    reauthentication = await context.reauthenticate(user, password)
    await context.limits.hit_mail(Rule.MAIL_PER_ADDRESS, address.key, context.client)
    account = await reauthentication.account(session)
    task = await email_change.request_change(session, account, address)
    context.log_event(AuditEvent.EMAIL_CHANGE_ASKED, user_id=account.id, subject=address.key)
    await session.commit()
    return context.accept(task)


@router.delete("", status_code=204)
async def withdraw_email(context: RequestContextDep, user: UserDep) -> None:
    """Withdraw the change and keep the current address. It is no error if there is no change."""
    account = await lock_account(context.session, user.id)
    if await email_change.withdraw(context.session, account.id):
        context.log_event(AuditEvent.EMAIL_CHANGE_WITHDRAWN, user_id=account.id)
        await context.session.commit()
