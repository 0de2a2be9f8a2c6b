"""/me/picture"""  # noqa: D415

from fastapi import APIRouter, BackgroundTasks

from foyer.accounts.audit import log_event
from foyer.accounts.profile.profile_picture import remove_profile_picture, replace_profile_picture
from foyer.accounts.sessions.reauthentication import lock_account
from foyer.accounts.sessions.user_sessions import NotAuthenticatedError
from foyer.api.accepted import AcceptDep
from foyer.api.dependencies import ClientInfoDep, SessionDep, SettingsDep, UserDep
from foyer.api.new_picture import NEW_PICTURE, NewPictureDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitedRoute, LimitsDep, Rule
from foyer.api.schemas.tasks import TaskStatus
from foyer.api.uploads import forget_pictures, inspect_upload, kept_original
from foyer.models import AuditEvent

router = APIRouter(
    prefix="/me/picture",
    tags=["account"],
    responses=responses(NotAuthenticatedError),
    route_class=LimitedRoute,
)


@router.put("", status_code=202, responses=NEW_PICTURE)
async def change_picture(
    accept: AcceptDep,
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    client_info: ClientInfoDep,
    limits: LimitsDep,
    user: UserDep,
    picture: NewPictureDep,
) -> TaskStatus:
    """Take another picture; the present one is shown until the new one is ready."""
    user_id = user.id
    await limits.spend(Rule.PICTURE_PER_ACCOUNT, str(user_id))
    await inspect_upload(picture.file, settings)
    await session.rollback()  # hands the connection back while the file is written
    async with kept_original(picture.file, settings) as kept:
        account = await lock_account(session, user_id)
        task, dropped = await replace_profile_picture(
            session, account, kept.picture_id, picture.crop
        )
        log_event(session, AuditEvent.PICTURE_CHANGED, client_info, user_id=account.id)
        kept.committing = True
        await session.commit()
    body = accept(task)
    background.add_task(forget_pictures, settings, dropped)
    return body


@router.delete("", status_code=204)
async def remove_picture(
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    client_info: ClientInfoDep,
    user: UserDep,
) -> None:
    """Have no picture. Doing it twice is no error."""
    account = await lock_account(session, user.id)
    dropped = await remove_profile_picture(session, account)
    log_event(session, AuditEvent.PICTURE_REMOVED, client_info, user_id=account.id)
    await session.commit()
    background.add_task(forget_pictures, settings, dropped)
