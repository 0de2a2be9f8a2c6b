"""Links in mails: their URLs and how long they are valid."""

from datetime import timedelta
from urllib.parse import quote
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
_UNITS = {  # singular and plural
    Language.ENGLISH: (("hour", "hours"), ("minute", "minutes")),
    Language.GERMAN: (("Stunde", "Stunden"), ("Minute", "Minuten")),
}


def link(purpose: LinkPurpose, task_id: UUID, settings: Settings, *, email: str = "") -> str:
    """The URL for a mail. The token is in the fragment, which browsers never send to a server.

    The address of the account follows the token if the page needs it. Something always follows: a
    token can end in a hyphen, which mail programs do not take as a part of a link in plain text.
    """
    token = link_token(purpose, task_id, settings)
    end = f"email={quote(email, safe='')}" if email else "from=mail"
    return settings.public_url.page(f"{_PAGES[purpose]}#{token}&{end}")


def is_expired(task: Task, lifetime: timedelta) -> bool:
    """Whether the link in this task's mail has expired. Its lifetime begins at the delivery."""
    delivered_at = task.finished_at or utc_now()
    return delivered_at + lifetime < utc_now()


def format_duration(duration: timedelta, language: Language) -> str:
    """For example "24 hours", "1 hour", "30 minutes", "24 Stunden"."""
    seconds = round(duration.total_seconds())
    hours, minutes = _UNITS[language]
    count, (singular, plural) = (
        (seconds // _HOUR, hours) if seconds >= _HOUR else (seconds // 60, minutes)
    )
    return f"{count} {singular if count == 1 else plural}"
