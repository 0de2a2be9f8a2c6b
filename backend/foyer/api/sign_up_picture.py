"""/sign-ups: another picture"""  # noqa: D415

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, File, Form, Response, UploadFile

from foyer.accounts import resending
from foyer.accounts.audit import note
from foyer.accounts.portrait import replace_applicants_portrait
from foyer.accounts.resending import SignUpOverError
from foyer.accounts.sign_up import SignUpNotFoundError
from foyer.api.accepted import ACCEPTED, accepted
from foyer.api.bodies import TaskStatus
from foyer.api.deps import DispatcherDep, OriginDep, SessionDep, SettingsDep
from foyer.api.limits import LimitedRoute, LimitsDep, Rule, TooManyRequestsError
from foyer.api.problems import responses
from foyer.api.uploads import forget_pictures, inspect_upload, kept_original
from foyer.models import AuditEvent
from foyer.pictures.intake import CropError, PictureFormatError, PictureTooLargeError, parse_crop
from foyer.pictures.storage import StorageError

router = APIRouter(prefix="/sign-ups/{sign_up_id}", tags=["sign-up"], route_class=LimitedRoute)


@router.put(
    "/picture",
    status_code=202,
    responses={
        **ACCEPTED,
        **responses(
            SignUpNotFoundError,
            SignUpOverError,
            PictureFormatError,
            CropError,
            PictureTooLargeError,
            StorageError,
            TooManyRequestsError,
        ),
    },
)
async def change_sign_up_picture(
    response: Response,
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    dispatch: DispatcherDep,
    origin: OriginDep,
    limits: LimitsDep,
    sign_up_id: UUID,
    picture: Annotated[UploadFile, File()],
    crop: Annotated[str | None, Form(description='{"x": …, "y": …, "size": …}')] = None,
) -> TaskStatus:
    """Take another picture before the confirmation, in place of the one there was.

    It may be sent twice: the second one's task takes the place of the first one's.
    """
    square = parse_crop(crop)
    await limits.spend(Rule.PICTURE_PER_ACCOUNT, str(sign_up_id))
    await inspect_upload(picture, settings)
    await resending.open_sign_up(session, sign_up_id, settings)  # before a file is kept for nothing
    await session.rollback()  # hands the connection back while the file is written
    async with kept_original(picture, settings) as kept:
        row = await resending.open_sign_up(session, sign_up_id, settings)
        task, dropped = await replace_applicants_portrait(session, row, kept.picture_id, square)
        note(session, AuditEvent.PICTURE_CHANGED, origin, subject=row.email_key)
        kept.committing = True
        await session.commit()
    body = accepted(response, background, dispatch, task)
    background.add_task(forget_pictures, settings, dropped)
    return body
