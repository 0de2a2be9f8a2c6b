"""Messages: templates in, an EmailMessage out.

A template is a folder, one in each language: subject.txt, body.txt, body.html.
"""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from uuid import UUID

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from foyer.models import Language
from foyer.settings import Settings


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, before it is written."""

    template: str
    language: Language
    recipient: str  # exactly one address
    task_id: UUID  # makes the Message-ID, so that a second copy is the same mail
    created_at: datetime
    context: dict[str, str]


def compose(mail: Mail, settings: Settings) -> EmailMessage:
    """Render the mail, text and HTML."""
    context = mail.context | {
        "language": mail.language.value,
        "public_url": str(settings.public_url),
        "recipient": mail.recipient,
    }
    template = f"{mail.language}/{mail.template}"
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.mail_from
    message["To"] = Address(addr_spec=mail.recipient)
    message["Reply-To"] = settings.mail_reply_to
    message["Subject"] = _render(template, "subject.txt", context).strip()
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.task_id}@{settings.public_url.host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_render(template, "body.txt", context))
    html = css_inline.inline(_render(template, "body.html", context), keep_style_tags=True)
    message.add_alternative(html, subtype="html")
    return message


def _render(template: str, part: str, context: dict[str, str]) -> str:
    return _environment().get_template(f"{template}/{part}").render(context)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("foyer.mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
