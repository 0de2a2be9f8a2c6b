"""The functions of the application's task kinds, which `payloads` declares.

Only workers and the dispatcher import them.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from foyer.accounts import audit, expiry
from foyer.accounts.email import mails
from foyer.accounts.email.mails import MailObsoleteError
from foyer.accounts.expiry import Expiry
from foyer.accounts.profile.profile_picture import PictureGoneError, show_finished_picture
from foyer.db.base import utc_now
from foyer.db.engines import transaction
from foyer.error_reports.attempts import report_attempts
from foyer.mail import smtp
from foyer.mail.errors import (
    MailboxFullError,
    MailMaybeSentError,
    MailRefusedError,
    MailUnconfirmedError,
)
from foyer.mail.messages import Mail, compose
from foyer.models import Picture
from foyer.payloads import (
    CleanPictures,
    ExpireLinks,
    ExpireSessions,
    ExpireSignUps,
    ForgetAudit,
    ForgetHistory,
    ResizeThumbnail,
    SendConfirmationEmail,
    SendEmailChangeEmail,
    SendNotice,
    SendPasswordResetEmail,
)
from foyer.pictures import cleanup, storage
from foyer.pictures.thumbnails import make_thumbnails
from foyer.pictures.validation import Crop, PictureRefusedError
from foyer.settings import Settings, get_settings
from foyer.task_engine import record
from foyer.task_engine.celery_app import app
from foyer.task_engine.cron import Cron
from foyer.task_engine.decorator import task_kind
from foyer.task_engine.history import bulk, rollup
from foyer.task_engine.history.bulk import RetryMany, RevokeMany
from foyer.task_engine.kinds import Result, RetryPolicy, Run
from foyer.tracing.attempts import trace_attempts
from foyer.tracing.spans import span

__all__ = [
    "app",
    "clean_pictures",
    "expire_links",
    "expire_sessions",
    "expire_sign_ups",
    "forget_audit",
    "forget_history",
    "resize_thumbnail",
    "retry_many",
    "revoke_many",
    "send_confirmation_email",
    "send_email_change_email",
    "send_notice",
    "send_password_reset_email",
]

trace_attempts(get_settings())
report_attempts(get_settings())
MAIL_RETRIES = RetryPolicy(
    max_attempts=get_settings().mail_retry_attempts, delays=get_settings().mail_retry_delays
)

# Not retried: the address or its mailbox is wrong, the mail is no longer needed, or it was probably
# sent twice.
PERMANENT_MAIL_ERRORS = (MailRefusedError, MailboxFullError, MailObsoleteError, MailMaybeSentError)
DELETE_BATCH = 1000  # rows deleted in one transaction


@task_kind(ResizeThumbnail, permanent=(PictureRefusedError, PictureGoneError))
def resize_thumbnail(run: Run[ResizeThumbnail]) -> Result:
    """Make the thumbnails of a picture and delete the original."""
    settings = get_settings()
    picture_id = run.payload.picture_id
    with transaction() as session:
        picture = session.get(Picture, picture_id)
        if picture is None:
            raise PictureGoneError
        crop = Crop.model_validate(picture.crop) if picture.crop else None
    sizes = {}
    # An earlier attempt may have died after it deleted the original; then the thumbnails exist.
    if not storage.has_thumbnails(settings, picture_id):
        run.progress(10, "resizing")
        with storage.open_original(settings, picture_id) as original:
            files = make_thumbnails(original, crop, settings)
        run.progress(70, "saving")
        for size, content in files.items():
            storage.save_thumbnail(settings, picture_id, size, content)
        sizes = {str(size): len(content) for size, content in files.items()}
    with transaction() as session:
        is_current, replaced_id = show_finished_picture(session, picture_id)
    if not is_current:  # replaced or removed while this task ran
        storage.delete_files(settings, [picture_id])
        raise PictureGoneError
    if replaced_id:
        storage.delete_files(settings, [replaced_id])
    storage.delete_original(settings, picture_id)
    return {"bytes": sizes}


_mail = partial(
    task_kind,
    # A slow server answers each of about ten commands late, and then the whole message.
    time_limit=10 * get_settings().smtp_timeout + get_settings().smtp_confirmation_timeout,
    retry=MAIL_RETRIES,
    permanent=PERMANENT_MAIL_ERRORS,
)


@_mail(SendConfirmationEmail)
def send_confirmation_email(run: Run[SendConfirmationEmail]) -> Result:
    """Mail the link that confirms a sign-up."""
    with transaction() as session:
        mail = mails.confirmation_mail(session, run, get_settings())
    return _send(run, mail)


@_mail(SendEmailChangeEmail)
def send_email_change_email(run: Run) -> Result:
    """Mail the link that confirms a user's new address."""
    with transaction() as session:
        mail = mails.email_change_mail(session, run, get_settings())
    return _send(run, mail)


@_mail(SendPasswordResetEmail)
def send_password_reset_email(run: Run) -> Result:
    """Mail the link for a new password, if the address has an account."""
    with transaction() as session:
        mail = mails.password_reset_mail(session, run, get_settings())
    return _send(run, mail) if mail else {"message_id": None}


@_mail(SendNotice)
def send_notice(run: Run) -> Result:
    """Mail a security notice to the owner of an account."""
    with transaction() as session:
        mail = mails.notice_mail(session, run, get_settings())
    return _send(run, mail)


def _send(run: Run, mail: Mail) -> Result:
    settings = get_settings()
    message = compose(mail, settings)
    run.progress(50, "sending")
    try:
        with span("mail"):
            smtp.send(message, mail.recipient, settings)
    except MailUnconfirmedError as error:  # a third copy would not help the person either
        with transaction() as session:
            if record.has_failed_with(session, run.id, error.code):
                raise MailMaybeSentError from error
        raise
    return {"message_id": message["Message-ID"]}


# A bulk action may take many attempts. Each attempt continues where the one before stopped.
_bulk = partial(
    task_kind,
    time_limit=timedelta(seconds=90),
    retry=RetryPolicy(max_attempts=100, delays=(timedelta(seconds=1),)),
)
retry_many = _bulk(RetryMany)(bulk.retry_many)
revoke_many = _bulk(RevokeMany)(bulk.revoke_many)


_CLEAN_UP_LIMIT = timedelta(minutes=10)
_hourly = partial(task_kind, every=timedelta(hours=1), time_limit=_CLEAN_UP_LIMIT)
_nightly = partial(
    task_kind, every=Cron("30 3 * * *", jitter=timedelta(minutes=30)), time_limit=_CLEAN_UP_LIMIT
)


@_hourly(ExpireSignUps)
def expire_sign_ups(_run: Run) -> Result:
    """End sign-ups that were not confirmed in time, and delete old ones."""
    return _expire(expiry.expire_sign_ups)


@_hourly(ExpireLinks)
def expire_links(_run: Run) -> Result:
    """End unconfirmed address changes; delete old changes, resets and notices."""
    return _expire(expiry.expire_links)


@_hourly(ExpireSessions)
def expire_sessions(_run: Run) -> Result:
    """Delete expired log-in sessions."""
    return _expire(expiry.expire_sessions)


def _expire(expire_batch: Callable[[Session, Settings], Expiry]) -> Result:
    """Expire and delete in batches, each in a transaction of its own, until nothing is left."""
    settings = get_settings()
    expired = deleted = 0
    while True:
        with transaction() as session:
            batch = expire_batch(session, settings)
        storage.delete_files(settings, batch.dropped_picture_ids)
        expired, deleted = expired + batch.expired, deleted + batch.deleted
        if not batch.expired and not batch.deleted:
            return {"expired": expired, "deleted": deleted}


@_hourly(CleanPictures)
def clean_pictures(run: Run) -> Result:
    """Delete unused pictures and orphaned files."""
    start = cleanup.start_at(run.created_at)
    return {
        "pictures": cleanup.delete_unused_pictures(start),
        "files": cleanup.delete_orphaned_files(get_settings(), start),
    }


@_nightly(ForgetHistory)
def forget_history(run: Run) -> Result:
    """Delete tasks that ended long ago, and their roll-ups."""
    retention = get_settings().history_retention
    result = _delete_old(run, record.delete_ended, retention)
    with transaction() as session:
        rollup.delete_old(session, before=utc_now() - retention)
    return result


@_nightly(ForgetAudit)
def forget_audit(run: Run) -> Result:
    """Delete old events of the audit log."""
    return _delete_old(run, audit.delete_old_events, get_settings().audit_retention)


class _Deletion(Protocol):
    def __call__(self, session: Session, *, before: datetime, limit: int) -> int: ...


def _delete_old(run: Run, delete: _Deletion, retention: timedelta) -> Result:
    """Delete rows older than the retention time, in batches of one transaction each."""
    before = utc_now() - retention
    deleted = 0
    while True:
        with transaction() as session:
            count = delete(session, before=before, limit=DELETE_BATCH)
        deleted += count
        if count < DELETE_BATCH:
            return {"deleted": deleted}
        run.progress(50, f"{deleted} deleted")
