"""/me/email"""  # noqa: D415

from typing import Annotated

from fastapi import APIRouter, Body

from foyer.accounts.audit import log_event
from foyer.accounts.email import email_change
from foyer.accounts.sessions.reauthentication import WrongPasswordError, lock_account
from foyer.accounts.sessions.user_sessions import NotAuthenticatedError
from foyer.api.accepted import ACCEPTED, AcceptDep
from foyer.api.dependencies import ClientInfoDep, SessionDep, UserDep
from foyer.api.problems import responses
from foyer.api.rate_limits import ClientDep, LimitsDep, Rule, TooManyRequestsError
from foyer.api.reauthenticate import reauthenticate
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
    accept: AcceptDep,
    session: SessionDep,
    client_info: ClientInfoDep,
    limits: LimitsDep,
    client: ClientDep,
    user: UserDep,
    email: Annotated[str, Body(max_length=320, json_schema_extra=EMAIL)],
    password: Annotated[str, Body(max_length=1000, json_schema_extra=PASSWORD)],
) -> TaskStatus:
    """Mail a link to the new address, which is the account's once that is used."""
    address = email_change.validate_new_address(email, user)
    reauthentication = await reauthenticate(session, limits, client_info, user, password)
    await limits.spend_mail(Rule.MAIL_PER_ADDRESS, address.key, client)
    account = await reauthentication.account(session)
    task = await email_change.request_change(session, account, address)
    log_event(
        session, AuditEvent.EMAIL_CHANGE_ASKED, client_info, user_id=account.id, subject=address.key
    )
    await session.commit()
    return accept(task)


@router.delete("", status_code=204)
async def withdraw_email(session: SessionDep, client_info: ClientInfoDep, user: UserDep) -> None:
    """Stay with the present address. Doing it twice is no error."""
    account = await lock_account(session, user.id)
    if await email_change.withdraw(session, account.id):
        log_event(session, AuditEvent.EMAIL_CHANGE_WITHDRAWN, client_info, user_id=account.id)
        await session.commit()
