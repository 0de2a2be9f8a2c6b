"""The application's task kinds: the payload and the queue of each one.

The functions that run them are in `tasks`, which only workers and the dispatcher import. A new
kind, or new fields, are deployed to the workers first, see docs/adding-a-task.md.
"""

from uuid import UUID

from foyer.settings import get_settings
from foyer.task_engine.limit import Limit, Rate
from foyer.task_engine.payload import Payload

_MAIL_RATE = get_settings().mail_rate
MAIL_LIMIT = Limit("mail", rate=Rate.parse(_MAIL_RATE)) if _MAIL_RATE else None


class ResizeThumbnail(Payload, kind="resize_thumbnail", queue="pictures"):
    """Make the thumbnails of a picture. The subject is the account or the sign-up."""

    picture_id: UUID


class SendConfirmationEmail(
    Payload, kind="send_confirmation_email", queue="mail", limit=MAIL_LIMIT
):
    """Mail the link that confirms a sign-up, which is the subject.

    Attributes:
        email_version: of the sign-up's address. The link is valid for this address only.
    """

    email_version: int = 1


class SendEmailChangeEmail(Payload, kind="send_email_change_email", queue="mail", limit=MAIL_LIMIT):
    """Mail the link that confirms a new address. The subject is the change."""


class SendPasswordResetEmail(
    Payload, kind="send_password_reset_email", queue="mail", limit=MAIL_LIMIT
):
    """Mail the link for a new password. The subject is the reset."""


class SendNotice(Payload, kind="send_notice", queue="mail", limit=MAIL_LIMIT):
    """Mail a security notice, which is the subject."""


class ExpireSignUps(Payload, kind="expire_sign_ups", queue="control"): ...


class ExpireLinks(Payload, kind="expire_links", queue="control"): ...


class ExpireSessions(Payload, kind="expire_sessions", queue="control"): ...


class CleanPictures(Payload, kind="clean_pictures", queue="control"): ...


class ForgetHistory(Payload, kind="forget_history", queue="control"): ...


class ForgetAudit(Payload, kind="forget_audit", queue="control"): ...
