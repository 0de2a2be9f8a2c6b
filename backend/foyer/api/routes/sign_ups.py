"""/sign-ups: request an account, and follow the sign-up."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Header, Response, UploadFile
from sqlalchemy.exc import IntegrityError

from foyer.accounts.profile.profile_picture import Original
from foyer.accounts.sign_up import registration
from foyer.accounts.sign_up.capability import row_id
from foyer.accounts.sign_up.idempotency import (
    IdempotencyKeyReusedError,
    IdempotentRequest,
    fingerprint,
)
from foyer.accounts.sign_up.registration import SignUpNotFoundError, SignUpStatus
from foyer.api.accept_language import LanguageDep
from foyer.api.conditional import NOT_CHANGED, ConditionalDep
from foyer.api.dependencies import SessionDep
from foyer.api.late_queues import QueueLateError
from foyer.api.new_picture import CROP_FIELD
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitedRoute, Rule, TooManyRequestsError
from foyer.api.request_context import ACCEPTED, RequestContext, RequestContextDep
from foyer.api.schemas.fields import EMAIL, NEW_PASSWORD
from foyer.api.schemas.sign_ups import SignUpBody
from foyer.api.uploads import inspect_upload, stored_original
from foyer.db.engines import release_connection
from foyer.errors import InvalidFieldsError
from foyer.models import AuditEvent, Language
from foyer.object_storage.errors import StorageFullError, StorageUnreachableError
from foyer.payloads import ResizeThumbnail, SendConfirmationEmail
from foyer.pictures.validation import PictureTooLargeError, parse_crop
from foyer.settings import Settings
from foyer.task_engine.record import NORMAL

router = APIRouter(prefix="/sign-ups", tags=["sign-up"], route_class=LimitedRoute)

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=16,
        max_length=128,
        description="Any random text. The same request with the same key makes one sign-up.",
    ),
]


class SignUpForm:
    """The fields of the sign-up form; a file field that was left empty is None."""

    def __init__(
        self,
        email: Annotated[str, Form(json_schema_extra=EMAIL)] = "",
        password: Annotated[str, Form(json_schema_extra=NEW_PASSWORD)] = "",
        display_name: Annotated[str, Form()] = "",
        picture: Annotated[UploadFile | None, File()] = None,
        crop: Annotated[str | None, Form(description=CROP_FIELD)] = None,
        idempotency_key: IdempotencyKey = None,
    ) -> None:
        self.data = registration.validate(email, password, display_name)
        self.crop = parse_crop(crop)
        self.picture = picture if picture and picture.filename else None
        self._crop_text = crop or ""
        self._idempotency_key = idempotency_key

    async def inspect(self, settings: Settings) -> IdempotentRequest | None:
        """Validate the picture. Returns the request's identity if it has an Idempotency-Key."""
        digest = await inspect_upload(self.picture, settings) if self.picture else b""
        if self._idempotency_key is None:
            return None
        parts = (self.data.email.key, self.data.display_name, self._crop_text, digest)
        return IdempotentRequest.of(self._idempotency_key, fingerprint(*parts), settings)


SignUpFormDep = Annotated[SignUpForm, Depends()]


@router.post(
    "",
    status_code=202,
    responses={
        **ACCEPTED,
        **responses(
            InvalidFieldsError,
            IdempotencyKeyReusedError,
            PictureTooLargeError,
            QueueLateError,
            StorageFullError,
            StorageUnreachableError,
            TooManyRequestsError,
        ),
    },
)
async def create_sign_up(
    context: RequestContextDep, language: LanguageDep, form: SignUpFormDep
) -> SignUpBody:
    """Request an account. The response comes at once; `tasks` are the slow work that follows."""
    idempotent_request = await form.inspect(context.settings)
    status = None
    if idempotent_request:
        status = await _repeated(context, idempotent_request)
    if status is None:
        status = await _sign_up(context, form, language or Language.ENGLISH, idempotent_request)
    context.publish(*(task.id for task in status.tasks))
    context.response.headers["Location"] = f"/api/sign-ups/{status.capability}"
    return SignUpBody.of(status)


@router.get(
    "/{sign_up_id}",
    response_model=SignUpBody,
    responses={**NOT_CHANGED, **responses(SignUpNotFoundError)},
)
async def get_sign_up(
    session: SessionDep, conditional: ConditionalDep, sign_up_id: UUID
) -> Response:
    """A sign-up with its tasks. The id is unguessable; no session is needed."""

    async def read() -> SignUpBody:
        return SignUpBody.of(await registration.get_status(session, sign_up_id))

    return await conditional.respond(row_id(sign_up_id), read)


async def _repeated(
    context: RequestContext, idempotent_request: IdempotentRequest
) -> SignUpStatus | None:
    """The sign-up of an earlier request with the same Idempotency-Key."""
    capability = await idempotent_request.find_sign_up(context.session)
    if capability is None:
        return None
    return await registration.get_status(context.session, capability)


async def _sign_up(
    context: RequestContext,
    form: SignUpForm,
    language: Language,
    idempotent_request: IdempotentRequest | None,
) -> SignUpStatus:
    """Store the picture and the sign-up. A parallel request with the same key may win the race."""
    kinds = (SendConfirmationEmail, ResizeThumbnail)
    await context.require_prompt(*(kinds if form.picture else kinds[:1]))
    key = form.data.email.key
    await context.limits.hit_mail(Rule.SIGN_UP_PER_ADDRESS, key, context.client)
    priority = await context.picture_priority() if form.picture else NORMAL
    await release_connection(context.session)  # hashing the password takes time
    try:
        async with stored_original(form.picture, context.settings) as stored:
            status = await registration.sign_up(
                context.session,
                form.data,
                original=Original(stored.picture_id, form.crop, priority) if form.picture else None,
                language=language,
                idempotent_request=idempotent_request,
            )
            context.log_event(AuditEvent.SIGNED_UP, subject=key)
            stored.committing = True
            await context.session.commit()
    except IntegrityError:
        await context.session.rollback()
        if idempotent_request and (winner := await _repeated(context, idempotent_request)):
            return winner
        raise
    return status
