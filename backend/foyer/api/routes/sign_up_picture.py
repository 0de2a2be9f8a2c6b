"""/sign-ups: another picture"""  # noqa: D415

from uuid import UUID

from fastapi import APIRouter, BackgroundTasks

from foyer.accounts.audit import log_event
from foyer.accounts.profile.profile_picture import replace_sign_up_picture
from foyer.accounts.sign_up import confirmation_resend
from foyer.accounts.sign_up.confirmation_resend import SignUpOverError
from foyer.accounts.sign_up.registration import SignUpNotFoundError
from foyer.api.accepted import AcceptDep
from foyer.api.dependencies import ClientInfoDep, SessionDep, SettingsDep
from foyer.api.new_picture import NEW_PICTURE, NewPictureDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitedRoute, LimitsDep, Rule
from foyer.api.schemas.tasks import TaskStatus
from foyer.api.uploads import forget_pictures, inspect_upload, kept_original
from foyer.models import AuditEvent

router = APIRouter(prefix="/sign-ups/{sign_up_id}", tags=["sign-up"], route_class=LimitedRoute)


@router.put(
    "/picture",
    status_code=202,
    responses=NEW_PICTURE | responses(SignUpNotFoundError, SignUpOverError),
)
async def change_sign_up_picture(
    accept: AcceptDep,
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    client_info: ClientInfoDep,
    limits: LimitsDep,
    sign_up_id: UUID,
    picture: NewPictureDep,
) -> TaskStatus:
    """Take another picture before the confirmation, in place of the one there was.

    It may be sent twice: the second one's task takes the place of the first one's.
    """
    await limits.spend(Rule.PICTURE_PER_ACCOUNT, str(sign_up_id))
    await inspect_upload(picture.file, settings)
    await confirmation_resend.lock_pending_sign_up(
        session, sign_up_id, settings
    )  # before a file is kept for nothing
    await session.rollback()  # hands the connection back while the file is written
    async with kept_original(picture.file, settings) as kept:
        row = await confirmation_resend.lock_pending_sign_up(session, sign_up_id, settings)
        task, dropped = await replace_sign_up_picture(session, row, kept.picture_id, picture.crop)
        log_event(session, AuditEvent.PICTURE_CHANGED, client_info, subject=row.email_key)
        kept.committing = True
        await session.commit()
    body = accept(task)
    background.add_task(forget_pictures, settings, dropped)
    return body
