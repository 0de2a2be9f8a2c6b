"""This application's task kinds. Imported by the worker only; the web process enqueues by name."""

from datetime import timedelta
from uuid import UUID

from foyer.accounts import expiry
from foyer.accounts.confirmation import SignUpGoneError, confirmation_mail
from foyer.db import transaction
from foyer.mail import smtp
from foyer.mail.messages import write
from foyer.mail.smtp import MailRefusedError
from foyer.models import Picture, utc_now
from foyer.pictures import cleaning, storage
from foyer.pictures.intake import Crop, CropError, PictureRefusedError
from foyer.pictures.thumbnails import thumbnails
from foyer.settings import get_settings
from foyer.tasks import record
from foyer.tasks.celery_app import app
from foyer.tasks.engine import Result, RetryPolicy, Run, task_kind

__all__ = [
    "app",
    "clean_pictures",
    "expire_sign_ups",
    "forget_history",
    "resize_thumbnail",
    "send_confirmation_email",
]

MAIL_RETRIES = RetryPolicy(
    max_attempts=get_settings().mail_retry_attempts, delays=get_settings().mail_retry_delays
)


HISTORY_BATCH = 1000  # rows deleted in one transaction


@task_kind(queue="pictures", permanent=(PictureRefusedError, CropError))
def resize_thumbnail(run: Run) -> Result:
    """Make the thumbnails of a picture and drop the original."""
    settings = get_settings()
    picture_id = UUID(run.payload["picture_id"])
    with transaction() as session:
        picture = session.get_one(Picture, picture_id)
        crop = Crop.model_validate(picture.crop) if picture.crop else None
    sizes = {}
    # An attempt that died after dropping the original left everything else done.
    if not storage.has_thumbnails(settings, picture_id):
        run.progress(10, "resizing")
        files = thumbnails(storage.original(settings, picture_id), crop)
        run.progress(70, "saving")
        for size, content in files.items():
            storage.keep_thumbnail(settings, picture_id, size, content)
        sizes = {str(size): len(content) for size, content in files.items()}
    with transaction() as session:
        session.get_one(Picture, picture_id).ready_at = utc_now()
    storage.forget_original(settings, picture_id)
    return {"bytes": sizes}


@task_kind(queue="mail", retry=MAIL_RETRIES, permanent=(MailRefusedError, SignUpGoneError))
def send_confirmation_email(run: Run) -> Result:
    """Mail the link that confirms a sign-up."""
    settings = get_settings()
    with transaction() as session:
        mail = confirmation_mail(
            session,
            task_id=run.id,
            sign_up_id=run.subject_id,
            created_at=run.created_at,
            settings=settings,
        )
    message = write(mail, settings)
    run.progress(50, "sending")
    smtp.send(message, mail.recipient, settings)
    return {"message_id": message["Message-ID"]}


@task_kind(queue="control", every=timedelta(hours=1))
def expire_sign_ups(_run: Run) -> Result:
    """End sign-ups that nobody confirmed, forget old ones."""
    with transaction() as session:
        expired, deleted = expiry.expire_sign_ups(session, get_settings())
    return {"expired": expired, "deleted": deleted}


@task_kind(queue="control", every=timedelta(hours=1))
def clean_pictures(_run: Run) -> Result:
    """Delete pictures and files that nobody needs."""
    with transaction() as session:
        rows = cleaning.delete_unused_pictures(session)
    with transaction() as session:
        files = cleaning.delete_orphaned_files(session, get_settings())
    return {"pictures": rows, "files": files}


@task_kind(queue="control", every=timedelta(days=1))
def forget_history(run: Run) -> Result:
    """Delete tasks that ended long ago."""
    before = utc_now() - get_settings().history_retention
    deleted = 0
    while True:
        with transaction() as session:
            count = record.delete_ended(session, before=before, limit=HISTORY_BATCH)
        deleted += count
        if count < HISTORY_BATCH:
            return {"deleted": deleted}
        run.progress(50, f"{deleted} deleted")
