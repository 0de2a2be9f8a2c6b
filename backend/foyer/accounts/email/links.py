"""Links in mails: where they lead, and how long they work."""

from datetime import timedelta
from uuid import UUID

from foyer.accounts.tokens import LinkPurpose, link_token
from foyer.db.base import utc_now
from foyer.models import Language
from foyer.settings import Settings
from foyer.task_engine.models import Task

_PAGES = {
    LinkPurpose.CONFIRMATION: "/confirm",
    LinkPurpose.EMAIL_CHANGE: "/confirm",
    LinkPurpose.PASSWORD_RESET: "/reset-password",
}
_HOUR = 3600
_UNITS = {  # of one, of several
    Language.ENGLISH: (("hour", "hours"), ("minute", "minutes")),
    Language.GERMAN: (("Stunde", "Stunden"), ("Minute", "Minuten")),
}


def link(purpose: LinkPurpose, task_id: UUID, settings: Settings) -> str:
    """The token stands behind the #: browsers keep that to themselves, no server logs it."""
    page = f"{_PAGES[purpose]}#{link_token(purpose, task_id, settings)}"
    return settings.public_url.page(page)


def is_expired(task: Task, lifetime: timedelta) -> bool:
    """Whether the link of this mail has lived its life, which begins with the delivery."""
    delivered = task.finished_at or utc_now()
    return delivered + lifetime < utc_now()


def format_duration(lifetime: timedelta, language: Language) -> str:
    """24 hours, 1 hour, 30 minutes; 24 Stunden."""
    seconds = round(lifetime.total_seconds())
    hours, minutes = _UNITS[language]
    count, (one, several) = (
        (seconds // _HOUR, hours) if seconds >= _HOUR else (seconds // 60, minutes)
    )
    return f"{count} {one if count == 1 else several}"
