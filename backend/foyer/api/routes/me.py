"""/me"""  # noqa: D415

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Body, Response

from foyer.accounts.audit import note
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
from foyer.api.dependencies import OriginDep, SessionDep, SettingsDep, TokenDep, UserDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitsDep, TooManyRequestsError
from foyer.api.reauthenticate import prove
from foyer.api.schemas.accounts import Me, Profile
from foyer.api.schemas.fields import PASSWORD
from foyer.api.session_cookie import take_cookie
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
        person = (await user_sessions.logged_in(session, token)).user  # who waits may be logged out
        picture, task = await profile.picture(session, person)
        pending = await email_change.pending(session, person.id)
        return Me(**Profile.of(person, picture, task).model_dump(), pending_email=pending)

    return await conditional.answer(user.id, read)


@router.patch("", responses=responses(InvalidFieldsError))
async def change_me(
    session: SessionDep,
    origin: OriginDep,
    user: UserDep,
    display_name: Annotated[str | None, Body(max_length=1000)] = None,
    language: Annotated[Language | None, Body(description="Of the mails.")] = None,
) -> Profile:
    """Change the name to show, the language of the mails, or both."""
    name = None if display_name is None else profile.check_name(display_name)
    account = await lock_account(session, user.id)
    if name is not None:
        account.display_name = name
        note(session, AuditEvent.NAME_CHANGED, origin, user_id=account.id)
    if language is not None:
        account.language = language
    body = Profile.of(account, *await profile.picture(session, account))
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
    origin: OriginDep,
    limits: LimitsDep,
    user: UserDep,
    password: Annotated[str, Body(embed=True, max_length=1000, json_schema_extra=PASSWORD)],
) -> None:
    """Delete the account and all we hold about the person, for good."""
    proof = await prove(session, limits, origin, user, password)
    await lock_address(session, proof.email_key)  # before the account, like all who meet there
    account = await proof.account(session)
    pictures = await delete_account(session, account)
    note(session, AuditEvent.ACCOUNT_DELETED, origin, user_id=proof.user_id)
    await session.commit()
    background.add_task(forget_pictures, settings, pictures)
    take_cookie(response, settings)


@router.get("/export", response_class=Response, responses={200: {"model": Export}})
async def export_me(session: SessionDep, origin: OriginDep, user: UserDep) -> Response:
    """Everything we hold about the person, as a file."""
    content = (await export.export(session, user)).model_dump_json(indent=2)
    note(session, AuditEvent.DATA_EXPORTED, origin, user_id=user.id)
    await session.commit()
    return Response(
        content,
        media_type="application/json",
        headers={
            "Content-Disposition": 'attachment; filename="foyer-data.json"',
            "Cache-Control": "no-store",
        },
    )
