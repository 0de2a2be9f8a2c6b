"""/sign-ups"""  # noqa: D415

import asyncio
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, BackgroundTasks, File, Form, Request, Response, UploadFile

from foyer.accounts import sign_up as rules
from foyer.accounts.sign_up import SignUpNotFoundError
from foyer.api.bodies import SignUpBody
from foyer.api.conditional import conditional
from foyer.api.deps import DispatcherDep, SessionDep, SettingsDep
from foyer.api.problems import responses
from foyer.errors import InvalidFieldsError
from foyer.pictures import storage
from foyer.pictures.intake import PictureTooLargeError, inspect, parse_crop
from foyer.pictures.storage import StorageError
from foyer.settings import Settings

router = APIRouter(prefix="/sign-ups", tags=["sign-up"])


@router.post(
    "",
    status_code=202,
    responses={
        202: {"headers": {"Location": {"schema": {"type": "string"}}}},
        **responses(InvalidFieldsError, PictureTooLargeError, StorageError),
    },
)
async def create_sign_up(
    response: Response,
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    dispatch: DispatcherDep,
    email: Annotated[str, Form()] = "",
    password: Annotated[str, Form(json_schema_extra={"format": "password"})] = "",
    display_name: Annotated[str, Form()] = "",
    picture: Annotated[UploadFile | None, File()] = None,
    crop: Annotated[str | None, Form(description='{"x": …, "y": …, "size": …}')] = None,
) -> SignUpBody:
    """Ask for an account. The answer comes at once; what takes long is followed by `tasks`."""
    application = rules.check(email, password, display_name)
    square = parse_crop(crop)
    picture_id = await _take(picture, settings) if picture and picture.filename else None
    try:
        followed = await rules.sign_up(session, application, picture_id, square)
        await session.commit()
    except BaseException:
        if picture_id:
            storage.forget_original(settings, picture_id)
        raise
    background.add_task(dispatch, [task.id for task in followed.tasks])
    response.headers["Location"] = f"/api/sign-ups/{followed.sign_up.id}"
    return SignUpBody.of(followed)


@router.get(
    "/{sign_up_id}",
    response_model=SignUpBody,
    responses={304: {"description": "Not changed."}, **responses(SignUpNotFoundError)},
)
async def get_sign_up(request: Request, session: SessionDep, sign_up_id: UUID) -> Response:
    """Follow a sign-up: both tasks in one request. Whoever knows the id may."""
    return conditional(request, SignUpBody.of(await rules.follow(session, sign_up_id)))


async def _take(picture: UploadFile, settings: Settings) -> UUID:
    """Keep the original before the row that needs it exists: never a row without its file."""
    picture_id = uuid4()

    def take() -> None:
        inspect(picture.file, picture.size or 0, settings)
        storage.keep_original(settings, picture_id, picture.file)

    await asyncio.to_thread(take)
    return picture_id
