"""/me/picture"""  # noqa: D415

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, File, Form, Response, UploadFile

from foyer.accounts.audit import note
from foyer.accounts.portrait import remove_portrait, replace_portrait
from foyer.accounts.proof import lock_account
from foyer.accounts.sessions import NotAuthenticatedError
from foyer.api.accepted import ACCEPTED, accepted
from foyer.api.bodies import TaskStatus
from foyer.api.deps import DispatcherDep, OriginDep, SessionDep, SettingsDep, UserDep
from foyer.api.limits import LimitedRoute, LimitsDep, Rule, TooManyRequestsError
from foyer.api.problems import responses
from foyer.api.uploads import forget_pictures, inspect_upload, kept_original
from foyer.models import AuditEvent
from foyer.pictures.intake import CropError, PictureFormatError, PictureTooLargeError, parse_crop
from foyer.pictures.storage import StorageError

router = APIRouter(
    prefix="/me/picture",
    tags=["account"],
    responses=responses(NotAuthenticatedError),
    route_class=LimitedRoute,
)


@router.put(
    "",
    status_code=202,
    responses={
        **ACCEPTED,
        **responses(
            PictureFormatError,
            CropError,
            PictureTooLargeError,
            StorageError,
            TooManyRequestsError,
        ),
    },
)
async def change_picture(
    response: Response,
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    dispatch: DispatcherDep,
    origin: OriginDep,
    limits: LimitsDep,
    user: UserDep,
    picture: Annotated[UploadFile, File()],
    crop: Annotated[str | None, Form(description='{"x": …, "y": …, "size": …}')] = None,
) -> TaskStatus:
    """Take another picture; the present one is shown until the new one is ready."""
    user_id, square = user.id, parse_crop(crop)
    await limits.spend(Rule.PICTURE_PER_ACCOUNT, str(user_id))
    await inspect_upload(picture, settings)
    await session.rollback()  # hands the connection back while the file is written
    async with kept_original(picture, settings) as kept:
        account = await lock_account(session, user_id)
        task, dropped = await replace_portrait(session, account, kept.picture_id, square)
        note(session, AuditEvent.PICTURE_CHANGED, origin, user_id=account.id)
        kept.committing = True
        await session.commit()
    body = accepted(response, background, dispatch, task)
    background.add_task(forget_pictures, settings, dropped)
    return body


@router.delete("", status_code=204)
async def remove_picture(
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    origin: OriginDep,
    user: UserDep,
) -> None:
    """Have no picture. Doing it twice is no error."""
    account = await lock_account(session, user.id)
    dropped = await remove_portrait(session, account)
    note(session, AuditEvent.PICTURE_REMOVED, origin, user_id=account.id)
    await session.commit()
    background.add_task(forget_pictures, settings, dropped)
