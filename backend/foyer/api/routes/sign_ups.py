"""/sign-ups"""  # noqa: D415

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, File, Form, Header, Response, UploadFile
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from foyer.accounts.audit import ClientInfo, log_event
from foyer.accounts.sign_up import registration
from foyer.accounts.sign_up.idempotency import (
    IdempotencyKeyReusedError,
    IdempotentRequest,
    fingerprint,
)
from foyer.accounts.sign_up.registration import SignUpData, SignUpNotFoundError, SignUpStatus
from foyer.api.accept_language import LanguageDep
from foyer.api.conditional import NOT_CHANGED, ConditionalDep
from foyer.api.dependencies import ClientInfoDep, DispatcherDep, SessionDep, SettingsDep
from foyer.api.problems import responses
from foyer.api.rate_limits import (
    ClientDep,
    LimitedRoute,
    Limits,
    LimitsDep,
    Rule,
    TooManyRequestsError,
)
from foyer.api.schemas.fields import EMAIL, NEW_PASSWORD
from foyer.api.schemas.sign_ups import SignUpBody
from foyer.api.uploads import inspect_upload, kept_original
from foyer.errors import InvalidFieldsError
from foyer.models import AuditEvent, Language
from foyer.pictures.storage import StorageError
from foyer.pictures.validation import Crop, PictureTooLargeError, parse_crop
from foyer.settings import Settings

router = APIRouter(prefix="/sign-ups", tags=["sign-up"], route_class=LimitedRoute)

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
            InvalidFieldsError,
            IdempotencyKeyReusedError,
            PictureTooLargeError,
            StorageError,
            TooManyRequestsError,
        ),
    },
)
async def create_sign_up(
    response: Response,
    background: BackgroundTasks,
    session: SessionDep,
    settings: SettingsDep,
    dispatch: DispatcherDep,
    client_info: ClientInfoDep,
    limits: LimitsDep,
    client: ClientDep,
    language: LanguageDep,
    email: Annotated[str, Form(json_schema_extra=EMAIL)] = "",
    password: Annotated[str, Form(json_schema_extra=NEW_PASSWORD)] = "",
    display_name: Annotated[str, Form()] = "",
    picture: Annotated[UploadFile | None, File()] = None,
    crop: Annotated[str | None, Form(description='{"x": …, "y": …, "size": …}')] = None,
    idempotency_key: IdempotencyKey = None,
) -> SignUpBody:
    """Ask for an account. The answer comes at once; what takes long is followed by `tasks`."""
    sign_up_data = registration.validate(email, password, display_name)
    square = parse_crop(crop)
    upload = picture if picture and picture.filename else None
    content = await inspect_upload(upload, settings) if upload else b""
    idempotent_request = None
    if idempotency_key:
        said = (sign_up_data.email.key, sign_up_data.display_name, crop or "", content)
        idempotent_request = IdempotentRequest(idempotency_key, fingerprint(*said))
    followed = await _once(
        session,
        settings,
        client_info,
        limits,
        client,
        language,
        sign_up_data,
        upload,
        square,
        idempotent_request,
    )
    background.add_task(dispatch, [task.id for task in followed.tasks])
    response.headers["Location"] = f"/api/sign-ups/{followed.sign_up.id}"
    return SignUpBody.of(followed)


@router.get(
    "/{sign_up_id}",
    response_model=SignUpBody,
    responses={**NOT_CHANGED, **responses(SignUpNotFoundError)},
)
async def get_sign_up(
    session: SessionDep, conditional: ConditionalDep, sign_up_id: UUID
) -> Response:
    """Follow a sign-up: both tasks in one request. Whoever knows the id may."""

    async def read() -> SignUpBody:
        return SignUpBody.of(await registration.get_status(session, sign_up_id))

    return await conditional.answer(sign_up_id, read)


async def _once(
    session: AsyncSession,
    settings: Settings,
    client_info: ClientInfo,
    limits: Limits,
    client: str,
    language: Language | None,
    sign_up_data: SignUpData,
    upload: UploadFile | None,
    crop: Crop | None,
    idempotent_request: IdempotentRequest | None,
) -> SignUpStatus:
    """Sign up, or find the sign-up that the same request made before or is making now."""
    if idempotent_request and (earlier := await idempotent_request.find_sign_up(session)):
        return await registration.get_status(session, earlier)
    key = sign_up_data.email.key
    await limits.spend_mail(Rule.SIGN_UP_PER_ADDRESS, key, client)
    await session.rollback()  # hands the connection back while the password waits for its turn
    try:
        async with kept_original(upload, settings) as kept:
            followed = await registration.sign_up(
                session,
                sign_up_data,
                picture_id=kept.picture_id if upload else None,
                crop=crop,
                language=language or Language.ENGLISH,
                idempotent_request=idempotent_request,
            )
            log_event(session, AuditEvent.SIGNED_UP, client_info, subject=key)
            kept.committing = True
            await session.commit()
    except IntegrityError:
        await session.rollback()
        # A parallel copy of the same request may have been quicker.
        if idempotent_request and (earlier := await idempotent_request.find_sign_up(session)):
            return await registration.get_status(session, earlier)
        raise
    return followed
