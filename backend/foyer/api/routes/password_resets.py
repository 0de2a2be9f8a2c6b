"""/password-resets: request a reset link, and use it."""

from typing import Annotated

from fastapi import APIRouter, Body

from foyer.accounts.email.addresses import mailbox_key, parse_address_field
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
from foyer.api.late_queues import QueueLateError
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitedRoute, Rule, TooManyRequestsError
from foyer.api.request_context import RequestContextDep
from foyer.api.schemas.accounts import Nothing
from foyer.api.schemas.fields import EMAIL, NEW_PASSWORD
from foyer.db.engines import release_connection
from foyer.errors import InvalidFieldsError
from foyer.models import AuditEvent, NoticeEvent
from foyer.payloads import SendPasswordResetEmail

router = APIRouter(prefix="/password-resets", tags=["account"], route_class=LimitedRoute)


@router.post(
    "",
    status_code=202,
    responses=responses(InvalidFieldsError, QueueLateError, TooManyRequestsError),
)
async def ask_for_password_reset(
    context: RequestContextDep,
    email: Annotated[str, Body(embed=True, max_length=320, json_schema_extra=EMAIL)],
) -> Nothing:
    """Send a reset link by mail. The response is the same for unknown addresses."""
    address = parse_address_field(email)
    await context.require_prompt(SendPasswordResetEmail)
    await context.limits.hit_address(Rule.RESET_PER_ADDRESS, mailbox_key(address.key))
    task = password_reset.request_reset(context.session, address)
    context.log_event(AuditEvent.PASSWORD_RESET_ASKED, subject=address.key)
    await context.session.commit()
    context.publish(task.id)
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
    context: RequestContextDep,
    token: Annotated[str, Body(max_length=200)],
    password: Annotated[str, Body(max_length=1000, json_schema_extra=NEW_PASSWORD)],
) -> None:
    """Set a new password with the link. All sessions end, and the owner is notified by mail."""
    session, settings = context.session, context.settings
    link = await password_reset.read_link(session, token, settings)
    await release_connection(session)  # hashing the password takes time
    if problem := password_problem(password, email=link.email, display_name=link.display_name):
        raise InvalidFieldsError(problem)
    password_hash = await hash_password(password)
    user = await password_reset.use_link(session, link)
    notice = await set_password(session, user, password_hash, NoticeEvent.PASSWORD_RESET)
    context.log_event(AuditEvent.PASSWORD_RESET, user_id=user.id)
    await session.commit()
    context.publish(notice.id)
    known_device.set_device_cookie(context.response, settings, email=user.email)
