"""/me/picture: replace or remove the profile picture."""

from fastapi import APIRouter

from foyer.accounts.profile.profile_picture import (
    Original,
    remove_profile_picture,
    replace_profile_picture,
)
from foyer.accounts.sessions.reauthentication import lock_account
from foyer.accounts.sessions.user_sessions import NotAuthenticatedError
from foyer.api.dependencies import UserDep
from foyer.api.new_picture import NEW_PICTURE, NewPictureDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitedRoute
from foyer.api.request_context import RequestContextDep
from foyer.api.schemas.tasks import TaskStatus
from foyer.api.uploads import inspect_upload, stored_original
from foyer.db.engines import release_connection
from foyer.models import AuditEvent

router = APIRouter(
    prefix="/me/picture",
    tags=["account"],
    responses=responses(NotAuthenticatedError),
    route_class=LimitedRoute,
)


@router.put("", status_code=202, responses=NEW_PICTURE)
async def change_picture(
    context: RequestContextDep, user: UserDep, picture: NewPictureDep
) -> TaskStatus:
    """Replace the profile picture. The current one is shown until the new one is ready."""
    session, settings, user_id = context.session, context.settings, user.id
    priority = await context.picture_priority()
    await inspect_upload(picture.file, settings)
    await release_connection(session)  # storing the file takes time
    async with stored_original(picture.file, settings) as stored:
        account = await lock_account(session, user_id)
        original = Original(stored.picture_id, picture.crop, priority)
        task, replaced = await replace_profile_picture(session, account, original)
        context.log_event(AuditEvent.PICTURE_CHANGED, user_id=account.id)
        stored.committing = True
        await session.commit()
    context.delete_pictures(replaced)
    return context.accept(task)


@router.delete("", status_code=204)
async def remove_picture(context: RequestContextDep, user: UserDep) -> None:
    """Remove the profile picture. It is no error if there is none."""
    account = await lock_account(context.session, user.id)
    if removed := await remove_profile_picture(context.session, account):
        context.log_event(AuditEvent.PICTURE_REMOVED, user_id=account.id)
        await context.session.commit()
        context.delete_pictures(removed)
