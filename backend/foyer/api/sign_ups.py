"""/sign-ups"""  # noqa: D415

import asyncio
import hashlib
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, BackgroundTasks, File, Form, Header, Request, Response, UploadFile
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts import sign_up as rules
from foyer.accounts.idempotency import IdempotencyKeyReusedError, Repeatable, fingerprint
from foyer.accounts.sign_up import Application, Followed, SignUpNotFoundError
from foyer.api.bodies import SignUpBody
from foyer.api.conditional import conditional
from foyer.api.deps import DispatcherDep, SessionDep, SettingsDep
from foyer.api.problems import responses
from foyer.errors import InvalidFieldsError
from foyer.pictures import storage
from foyer.pictures.intake import Crop, PictureTooLargeError, inspect, parse_crop
from foyer.pictures.storage import StorageError
from foyer.settings import Settings

router = APIRouter(prefix="/sign-ups", tags=["sign-up"])

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=16,
        max_length=128,
        description="Any random text. The same request with the same key makes one sign-up.",
    ),
]


@router.post(
    "",
    status_code=202,
    responses={
        202: {"headers": {"Location": {"schema": {"type": "string"}}}},
        **responses(
            InvalidFieldsError, IdempotencyKeyReusedError, PictureTooLargeError, StorageError
        ),
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
    idempotency_key: IdempotencyKey = None,
) -> SignUpBody:
    """Ask for an account. The answer comes at once; what takes long is followed by `tasks`."""
    application = rules.check(email, password, display_name)
    square = parse_crop(crop)
    upload = picture if picture and picture.filename else None
    content = await asyncio.to_thread(_inspect, upload, settings) if upload else b""
    repeatable = None
    if idempotency_key:
        said = (application.email.key, application.display_name, crop or "", content)
        repeatable = Repeatable(idempotency_key, fingerprint(*said))
    followed = await _once(session, settings, application, upload, square, repeatable)
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


async def _once(
    session: AsyncSession,
    settings: Settings,
    application: Application,
    upload: UploadFile | None,
    crop: Crop | None,
    repeatable: Repeatable | None,
) -> Followed:
    """Sign up, or find the sign-up that the same request made before or is making now."""
    if repeatable and (earlier := await repeatable.earlier(session)):
        return await rules.follow(session, earlier)
    await session.rollback()  # hands the connection back while the password waits for its turn
    picture_id = await _keep(upload, settings) if upload else None
    committing = False
    try:
        followed = await rules.sign_up(
            session, application, picture_id=picture_id, crop=crop, repeatable=repeatable
        )
        committing = True
        await session.commit()
    except BaseException as error:
        # A commit whose answer was lost may have happened: then the file belongs to a row.
        if picture_id and not committing:
            storage.forget_original(settings, picture_id)
        if repeatable and isinstance(error, IntegrityError):  # a copy was quicker
            await session.rollback()
            if earlier := await repeatable.earlier(session):
                return await rules.follow(session, earlier)
        raise
    return followed


def _inspect(picture: UploadFile, settings: Settings) -> bytes:
    """Refuse what is no picture for us; return the digest of what is."""
    inspect(picture.file, picture.size or 0, settings)
    return hashlib.file_digest(picture.file, "sha256").digest()  # type: ignore[arg-type]


async def _keep(picture: UploadFile, settings: Settings) -> UUID:
    """Keep the original before the row that needs it exists: never a row without its file."""
    picture_id = uuid4()
    await asyncio.to_thread(storage.keep_original, settings, picture_id, picture.file)
    return picture_id
