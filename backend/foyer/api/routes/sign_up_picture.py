"""/sign-ups: replace the picture."""

from fastapi import APIRouter

from foyer.accounts.profile.profile_picture import Original, replace_sign_up_picture
from foyer.accounts.sign_up import confirmation_resend
from foyer.accounts.sign_up.confirmation_resend import SignUpOverError
from foyer.accounts.sign_up.registration import SignUpNotFoundError
from foyer.api.late_queues import QueueLateError
from foyer.api.new_picture import NEW_PICTURE, NewPictureDep
from foyer.api.problems import responses
from foyer.api.rate_limits import LimitedRoute, Rule
from foyer.api.request_context import RequestContextDep
from foyer.api.schemas.tasks import TaskStatus
from foyer.api.sign_up_id import SignUpIdDep
from foyer.api.uploads import inspect_upload, stored_original
from foyer.db.engines import release_connection
from foyer.models import AuditEvent
from foyer.payloads import ResizeThumbnail

router = APIRouter(prefix="/sign-ups/{sign_up_id}", tags=["sign-up"], route_class=LimitedRoute)


@router.put(
    "/picture",
    status_code=202,
    responses=NEW_PICTURE | responses(SignUpNotFoundError, SignUpOverError, QueueLateError),
)
async def change_sign_up_picture(
    context: RequestContextDep, sign_up_id: SignUpIdDep, picture: NewPictureDep
) -> TaskStatus:
    """Replace the picture before the address is confirmed.

    A client may repeat the request: the second task replaces the first one.
    """
    session, settings = context.session, context.settings
    await context.require_prompt(ResizeThumbnail)  # first: a late queue uses up no rate
    await context.limits.hit(Rule.PICTURE_PER_ACCOUNT, str(sign_up_id))
    priority = await context.picture_priority()
    await inspect_upload(picture.file, settings)
    # Check the sign-up first, so that no file is stored for a sign-up that is over.
    await confirmation_resend.lock_pending_sign_up(session, sign_up_id, settings)
    await release_connection(session)  # storing the file takes time
    async with stored_original(picture.file, settings) as stored:
        sign_up = await confirmation_resend.lock_pending_sign_up(session, sign_up_id, settings)
        original = Original(stored.picture_id, picture.crop, priority)
        task, replaced = await replace_sign_up_picture(session, sign_up, original)
        context.log_event(AuditEvent.PICTURE_CHANGED, subject=sign_up.email_key)
        stored.committing = True
        await session.commit()
    context.delete_pictures(replaced)
    return context.accept(task)
