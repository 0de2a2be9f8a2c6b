"""/me: read, change, export and delete the account."""

from typing import Annotated

from fastapi import APIRouter, Body, Response
from fastapi.responses import StreamingResponse

from foyer.accounts.email import email_change
from foyer.accounts.email.address_claims import lock_address
from foyer.accounts.profile import profile
from foyer.accounts.profile.deletion import delete_account
from foyer.accounts.profile.export import Export
from foyer.accounts.profile.export_stream import stream_export
from foyer.accounts.roles.staff import LastAdministratorError
from foyer.accounts.sessions import user_sessions
from foyer.accounts.sessions.reauthentication import WrongPasswordError, lock_account
from foyer.accounts.sessions.user_sessions import NotAuthenticatedError
from foyer.api.conditional import NOT_CHANGED, ConditionalDep
from foyer.api.dependencies import SessionDep, TokenDep, UserDep
from foyer.api.problems import responses
from foyer.api.rate_limits import TooManyRequestsError
from foyer.api.request_context import RequestContextDep
from foyer.api.schemas.accounts import Me, Profile
from foyer.api.schemas.fields import PASSWORD
from foyer.api.session_cookie import clear_session_cookie
from foyer.errors import InvalidFieldsError
from foyer.models import AuditEvent, Language

router = APIRouter(prefix="/me", tags=["account"], responses=responses(NotAuthenticatedError))


@router.get("", response_model=Me, responses=NOT_CHANGED)
async def get_me(
    session: SessionDep, conditional: ConditionalDep, user: UserDep, token: TokenDep = None
) -> Response:
    """The account that is logged in."""

    async def read() -> Me:
        # Authenticate again: the session may have ended while this request waited.
        account = (await user_sessions.authenticate(session, token)).user
        picture, task = await profile.picture_and_task(session, account)
        pending_email = await email_change.pending_address(session, account.id)
        body = Profile.of(account, picture, task).model_dump()
        return Me(**body, pending_email=pending_email)

    return await conditional.respond(user.id, read, needs_log_in=True)


@router.patch("", responses=responses(InvalidFieldsError))
async def change_me(
    context: RequestContextDep,
    user: UserDep,
    display_name: Annotated[str | None, Body(max_length=1000)] = None,
    language: Annotated[Language | None, Body(description="Language of the mails.")] = None,
) -> Profile:
    """Change the display name, the language of the mails, or both."""
    session = context.session
    name = None if display_name is None else profile.check_name(display_name)
    account = await lock_account(session, user.id)
    if name not in {None, account.display_name}:
        account.display_name = name
        context.log_event(AuditEvent.NAME_CHANGED, user_id=account.id)
    if language is not None:
        account.language = language
    body = Profile.of(account, *await profile.picture_and_task(session, account))
    await session.commit()
    return body


@router.delete(
    "",
    status_code=204,
    responses=responses(WrongPasswordError, LastAdministratorError, TooManyRequestsError),
)
async def delete_me(
    context: RequestContextDep,
    user: UserDep,
    password: Annotated[str, Body(embed=True, max_length=1000, json_schema_extra=PASSWORD)],
) -> None:
    """Delete the account and all data about the person permanently."""
    session = context.session
    reauthentication = await context.reauthenticate(user, password)
    # The address is locked before the account, in the same order as everywhere.
    await lock_address(session, reauthentication.email_key)
    account = await reauthentication.account(session)
    picture_ids = await delete_account(session, account)
    context.log_event(AuditEvent.ACCOUNT_DELETED, user_id=reauthentication.user_id)
    await session.commit()
    context.delete_pictures(picture_ids)
    clear_session_cookie(context.response, context.settings)


@router.get("/export", response_class=StreamingResponse, responses={200: {"model": Export}})
async def export_me(context: RequestContextDep, user: UserDep) -> StreamingResponse:
    """All data about the person, as a file to download."""
    context.log_event(AuditEvent.DATA_EXPORTED, user_id=user.id)
    await context.session.commit()
    return StreamingResponse(
        stream_export(user),
        media_type="application/json",
        headers={
            "Content-Disposition": 'attachment; filename="foyer-data.json"',
            "Cache-Control": "no-store",
        },
    )
