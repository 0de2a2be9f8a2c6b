"""/sign-ups: send the confirmation mail again, or to another address."""

from typing import Annotated

from fastapi import APIRouter, Body

from foyer.accounts.email.addresses import parse_address_field
from foyer.accounts.sign_up import confirmation_resend
from foyer.accounts.sign_up.confirmation_resend import SignUpOverError
from foyer.accounts.sign_up.registration import SignUpNotFoundError
from foyer.api.accept_language import LanguageDep
from foyer.api.late_queues import QueueLateError
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitedRoute, Rule, TooManyRequestsError
from foyer.api.request_context import ACCEPTED, RequestContext, RequestContextDep
from foyer.api.schemas.fields import EMAIL
from foyer.api.schemas.tasks import TaskStatus
from foyer.api.sign_up_id import SignUpIdDep
from foyer.errors import InvalidFieldsError
from foyer.models import AuditEvent, Language, SignUp
from foyer.payloads import SendConfirmationEmail
from foyer.task_engine.models import Task

router = APIRouter(prefix="/sign-ups/{sign_up_id}", tags=["sign-up"], route_class=LimitedRoute)


@router.post(
    "/resend",
    status_code=202,
    responses={
        **ACCEPTED,
        **responses(SignUpNotFoundError, SignUpOverError, QueueLateError, TooManyRequestsError),
    },
)
async def resend_confirmation(
    context: RequestContextDep, language: LanguageDep, sign_up_id: SignUpIdDep
) -> TaskStatus:
    """Send the confirmation mail again. The link in the previous mail stays valid."""
    session = context.session
    sign_up = await confirmation_resend.lock_pending_sign_up(session, sign_up_id, context.settings)
    task = await _resend(context, sign_up, language)
    await session.commit()
    return context.accept(task)


@router.patch(
    "",
    status_code=202,
    responses={
        **ACCEPTED,
        **responses(
            SignUpNotFoundError,
            SignUpOverError,
            InvalidFieldsError,
            QueueLateError,
            TooManyRequestsError,
        ),
    },
)
async def change_sign_up_email(
    context: RequestContextDep,
    language: LanguageDep,
    sign_up_id: SignUpIdDep,
    email: Annotated[str, Body(embed=True, max_length=320, json_schema_extra=EMAIL)],
) -> TaskStatus:
    """Send the link to another address. Links sent to the previous address become invalid.

    With the current address, the mail is sent again.
    """
    address = parse_address_field(email)
    session = context.session
    sign_up = await confirmation_resend.lock_pending_sign_up(session, sign_up_id, context.settings)
    if address.address == sign_up.email:
        task = await _resend(context, sign_up, language)
    else:
        await _allow_mail(context, sign_up, address.key)
        task = await confirmation_resend.change_address(session, sign_up, address, language)
        context.log_event(AuditEvent.SIGN_UP_EMAIL_CHANGED, subject=sign_up.email_key)
    await session.commit()
    return context.accept(task)


async def _resend(context: RequestContext, sign_up: SignUp, language: Language | None) -> Task:
    """Return the mail task in progress, or enqueue the mail again."""
    task = await confirmation_resend.mail_in_progress(context.session, sign_up)
    if task is None:
        key = sign_up.email_key
        await _allow_mail(context, sign_up, key)
        task = await confirmation_resend.resend(context.session, sign_up, language)
        context.log_event(AuditEvent.CONFIRMATION_RESENT, subject=key)
    return task


async def _allow_mail(context: RequestContext, sign_up: SignUp, email_key: str) -> None:
    """Refuse a mail while the queue is late, and above the rates. A late queue uses up no rate."""
    await context.require_prompt(SendConfirmationEmail)
    await context.limits.hit(Rule.MAIL_PER_ADDRESS, str(sign_up.id))
    await context.limits.hit_mail(Rule.MAIL_PER_ADDRESS, email_key, context.client)
