"""Links in mails: where they lead, and how long they work."""

from datetime import timedelta
from urllib.parse import urljoin
from uuid import UUID

from foyer.accounts.tokens import LinkPurpose, link_token
from foyer.models import Task, utc_now
from foyer.settings import Settings

_PAGES = {
    LinkPurpose.CONFIRMATION: "/confirm",
    LinkPurpose.EMAIL_CHANGE: "/confirm",
    LinkPurpose.PASSWORD_RESET: "/reset-password",
}
_HOUR = 3600


def link(purpose: LinkPurpose, task_id: UUID, settings: Settings) -> str:
    """The token stands behind the #: browsers keep that to themselves, no server logs it."""
    page = f"{_PAGES[purpose]}#{link_token(purpose, task_id, settings)}"
    return urljoin(settings.public_url, page)


def is_expired(task: Task, lifetime: timedelta) -> bool:
    """Whether the link of this mail has lived its life, which begins with the delivery."""
    delivered = task.finished_at or utc_now()
    return delivered + lifetime < utc_now()


def in_words(lifetime: timedelta) -> str:
    """24 hours, 1 hour, 30 minutes."""
    seconds = round(lifetime.total_seconds())
    count, unit = (seconds // _HOUR, "hour") if seconds >= _HOUR else (seconds // 60, "minute")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
