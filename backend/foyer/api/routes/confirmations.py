"""/confirmations: use the link of a mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Body

from foyer.accounts.email import email_change
from foyer.accounts.email.invalid_links import (
    AddressTakenError,
    ConfirmationExpiredError,
    ConfirmationReplacedError,
    ConfirmationUnknownError,
    ConfirmationUsedError,
    InvalidLinkError,
)
from foyer.accounts.sessions import user_sessions
from foyer.accounts.sessions.user_sessions import NotAuthenticatedError
from foyer.accounts.sign_up import confirmation
from foyer.accounts.sign_up.capability import row_id
from foyer.accounts.sign_up.confirmation import (
    Confirmation,
    ConfirmationCredentials,
    PasswordNeededError,
    WrongSignUpPasswordError,
)
from foyer.accounts.tokens import LinkPurpose, task_id_of_link_token
from foyer.api.dependencies import TokenDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitedRoute, TooManyRequestsError
from foyer.api.request_context import RequestContext, RequestContextDep
from foyer.api.schemas.accounts import Confirmed
from foyer.api.schemas.fields import PASSWORD
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
    context: RequestContextDep,
    token: Annotated[str, Body(max_length=200)],
    sign_up_id: Annotated[
        UUID | None, Body(description="The sign-up that this browser has made, if any.")
    ] = None,
    password: Annotated[
        str | None,
        Body(max_length=1000, json_schema_extra=PASSWORD, description="After `password_needed`."),
    ] = None,
    session_token: TokenDep = None,
) -> Confirmed:
    """Use the link of a mail. This request changes the account; opening the link does not."""
    session, settings = context.session, context.settings
    link: Literal["confirmation", "email-change"]
    if task_id := task_id_of_link_token(LinkPurpose.CONFIRMATION, token, settings):
        link = "confirmation"
        with _naming(LinkPurpose.CONFIRMATION):
            result = await _confirm_sign_up(context, task_id, sign_up_id, password)
        context.log_event(AuditEvent.CONFIRMED, user_id=result.user.id)
    elif task_id := task_id_of_link_token(LinkPurpose.EMAIL_CHANGE, token, settings):
        link = "email-change"
        with _naming(LinkPurpose.EMAIL_CHANGE):
            result = await _confirm_change(context, task_id, session_token, password)
        context.log_event(AuditEvent.EMAIL_CHANGED, user_id=result.user.id)
    else:
        raise ConfirmationUnknownError
    await session.commit()
    if result.notice:
        context.publish(result.notice.id)
    context.delete_pictures(result.dropped_picture_ids)
    user = result.user
    return Confirmed(
        link=link,
        user_id=user.id,
        email=user.email,
        display_name=user.display_name,
        own_sign_up=result.is_own,
    )


@contextmanager
def _naming(purpose: LinkPurpose) -> Iterator[None]:
    """Add the purpose of the link to the error of a link that cannot be used."""
    try:
        yield
    except InvalidLinkError as error:
        error.purpose = purpose
        raise


async def _confirm_sign_up(
    context: RequestContext, task_id: UUID, sign_up_id: UUID | None, password: str | None
) -> Confirmation:
    session = context.session
    password_hash = None
    if password:
        password_hash = await confirmation.verify_sign_up_password(session, task_id, password)
    credentials = ConfirmationCredentials(
        sign_up_id=row_id(sign_up_id) if sign_up_id else None, password_hash=password_hash
    )
    return await confirmation.confirm(session, task_id, credentials, context.settings)


async def _confirm_change(
    context: RequestContext, task_id: UUID, session_token: str | None, password: str | None
) -> Confirmation:
    session = context.session
    user_id = await _user_id_of(context, session_token)
    password_hash = None
    if password and (user := await email_change.account_of_link(session, task_id)):
        password_hash = (await context.reauthenticate(user, password)).password_hash
    credentials = ConfirmationCredentials(user_id=user_id, password_hash=password_hash)
    return await email_change.confirm(session, task_id, credentials, context.settings)


async def _user_id_of(context: RequestContext, session_token: str | None) -> UUID | None:
    try:
        return (await user_sessions.authenticate(context.session, session_token)).user.id
    except NotAuthenticatedError:
        return None
