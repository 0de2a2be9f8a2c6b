"""/sign-ups: the mail once more, or to another address"""  # noqa: D415

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body

from foyer.accounts.audit import log_event
from foyer.accounts.email.addresses import parse_address_field
from foyer.accounts.sign_up import confirmation_resend
from foyer.accounts.sign_up.confirmation_resend import SignUpOverError
from foyer.accounts.sign_up.registration import SignUpNotFoundError
from foyer.api.accept_language import LanguageDep
from foyer.api.accepted import ACCEPTED, AcceptDep
from foyer.api.dependencies import ClientInfoDep, SessionDep, SettingsDep
from foyer.api.problems import responses
from foyer.api.rate_limits import ClientDep, LimitedRoute, LimitsDep, Rule, TooManyRequestsError
from foyer.api.schemas.fields import EMAIL
from foyer.api.schemas.tasks import TaskStatus
from foyer.errors import InvalidFieldsError
from foyer.models import AuditEvent

router = APIRouter(prefix="/sign-ups/{sign_up_id}", tags=["sign-up"], route_class=LimitedRoute)


@router.post(
    "/resend",
    status_code=202,
    responses={**ACCEPTED, **responses(SignUpNotFoundError, SignUpOverError, TooManyRequestsError)},
)
async def resend_confirmation(
    accept: AcceptDep,
    session: SessionDep,
    settings: SettingsDep,
    client_info: ClientInfoDep,
    limits: LimitsDep,
    client: ClientDep,
    language: LanguageDep,
    sign_up_id: UUID,
) -> TaskStatus:
    """Mail a link once more; the one before stays good."""
    await limits.spend(Rule.MAIL_PER_ADDRESS, str(sign_up_id))
    row = await confirmation_resend.lock_pending_sign_up(session, sign_up_id, settings)
    task = await confirmation_resend.mail_in_progress(session, row)
    if task is None:
        await limits.spend_mail(Rule.MAIL_PER_ADDRESS, row.email_key, client)
        task = await confirmation_resend.resend(session, row, language)
    log_event(session, AuditEvent.CONFIRMATION_RESENT, client_info, subject=row.email_key)
    await session.commit()
    return accept(task)


@router.patch(
    "",
    status_code=202,
    responses={
        **ACCEPTED,
        **responses(SignUpNotFoundError, SignUpOverError, InvalidFieldsError, TooManyRequestsError),
    },
)
async def change_sign_up_email(
    accept: AcceptDep,
    session: SessionDep,
    settings: SettingsDep,
    client_info: ClientInfoDep,
    limits: LimitsDep,
    client: ClientDep,
    language: LanguageDep,
    sign_up_id: UUID,
    email: Annotated[str, Body(embed=True, max_length=320, json_schema_extra=EMAIL)],
) -> TaskStatus:
    """Mail the link to another address; those mailed to the one before stop working."""
    address = parse_address_field(email)
    await limits.spend(Rule.MAIL_PER_ADDRESS, str(sign_up_id))
    row = await confirmation_resend.lock_pending_sign_up(session, sign_up_id, settings)
    await limits.spend_mail(Rule.MAIL_PER_ADDRESS, address.key, client)
    task = await confirmation_resend.change_address(session, row, address, language)
    log_event(session, AuditEvent.SIGN_UP_EMAIL_CHANGED, client_info, subject=row.email_key)
    await session.commit()
    return accept(task)
