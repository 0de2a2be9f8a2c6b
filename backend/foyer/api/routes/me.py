"""/me"""  # noqa: D415

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Body, Response

from foyer.accounts.audit import log_event
from foyer.accounts.email import email_change
from foyer.accounts.email.address_claims import lock_address
from foyer.accounts.profile import export, profile
from foyer.accounts.profile.deletion import delete_account
from foyer.accounts.profile.export import Export
from foyer.accounts.roles.staff import LastAdministratorError
from foyer.accounts.sessions import user_sessions
from foyer.accounts.sessions.reauthentication import WrongPasswordError, lock_account
from foyer.accounts.sessions.user_sessions import NotAuthenticatedError
from foyer.api.conditional import NOT_CHANGED, ConditionalDep
from foyer.api.dependencies import ClientInfoDep, SessionDep, SettingsDep, TokenDep, UserDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitsDep, TooManyRequestsError
from foyer.api.reauthenticate import reauthenticate
from foyer.api.schemas.accounts import Me, Profile
from foyer.api.schemas.fields import PASSWORD
from foyer.api.session_cookie import clear_session_cookie
from foyer.api.uploads import forget_pictures
from foyer.errors import InvalidFieldsError
from foyer.models import AuditEvent, Language

router = APIRouter(prefix="/me", tags=["account"], responses=responses(NotAuthenticatedError))


@router.get("", response_model=Me, responses=NOT_CHANGED)
async def get_me(
    session: SessionDep, conditional: ConditionalDep, user: UserDep, token: TokenDep = None
) -> Response:
    """Who is logged in."""

    async def read() -> Me:
        # Read again: the person may have been logged out while this request waited.
        person = (await user_sessions.authenticate(session, token)).user
        picture, task = await profile.picture_and_task(session, person)
        pending = await email_change.pending_address(session, person.id)
        return Me(**Profile.of(person, picture, task).model_dump(), pending_email=pending)

    return await conditional.answer(user.id, read)


@router.patch("", responses=responses(InvalidFieldsError))
async def change_me(
    session: SessionDep,
    client_info: ClientInfoDep,
    user: UserDep,
    display_name: Annotated[str | None, Body(max_length=1000)] = None,
    language: Annotated[Language | None, Body(description="Of the mails.")] = None,
) -> Profile:
    """Change the name to show, the language of the mails, or both."""
    name = None if display_name is None else profile.check_name(display_name)
    account = await lock_account(session, user.id)
    if name is not None:
        account.display_name = name
        log_event(session, AuditEvent.NAME_CHANGED, client_info, user_id=account.id)
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
    response: Response,
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    client_info: ClientInfoDep,
    limits: LimitsDep,
    user: UserDep,
    password: Annotated[str, Body(embed=True, max_length=1000, json_schema_extra=PASSWORD)],
) -> None:
    """Delete the account and all we hold about the person, for good."""
    reauthentication = await reauthenticate(session, limits, client_info, user, password)
    # The address is locked before the account, in the same order as everywhere.
    await lock_address(session, reauthentication.email_key)
    account = await reauthentication.account(session)
    pictures = await delete_account(session, account)
    log_event(session, AuditEvent.ACCOUNT_DELETED, client_info, user_id=reauthentication.user_id)
    await session.commit()
    background.add_task(forget_pictures, settings, pictures)
    clear_session_cookie(response, settings)


@router.get("/export", response_class=Response, responses={200: {"model": Export}})
async def export_me(session: SessionDep, client_info: ClientInfoDep, user: UserDep) -> Response:
    """Everything we hold about the person, as a file."""
    content = (await export.export_data(session, user)).model_dump_json(indent=2)
    log_event(session, AuditEvent.DATA_EXPORTED, client_info, user_id=user.id)
    await session.commit()
    return Response(
        content,
        media_type="application/json",
        headers={
            "Content-Disposition": 'attachment; filename="foyer-data.json"',
            "Cache-Control": "no-store",
        },
    )
