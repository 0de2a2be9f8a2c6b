"""Messages: renders a mail's template into an EmailMessage.

A template is one file per mail and language. Its blocks are `subject`, `text`, `html` and
`reason`; the reason is the footer of both text and HTML.
"""

import textwrap
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from uuid import UUID

import css_inline
import idna
from jinja2 import Environment, PackageLoader, StrictUndefined

from foyer.models import Language
from foyer.settings import Settings

# Not every server accepts 8-bit content, and a mail must not fail because of an umlaut in it.
_SEVEN_BIT = SMTP.clone(cte_type="7bit")
_LINE_LENGTH = 78  # RFC 5322, 2.1.1
_SIGNATURE_LINE = "-- "  # RFC 3676, 4.3; the space belongs to it


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail before it is rendered.

    Attributes:
        template: the path of the template below the language's folder.
        language: the language of the mail.
        recipient: exactly one address.
        message_id: becomes the Message-ID. A repeated task sends the same mail again.
        created_at: the Date header.
        context: the values for the template.
    """

    template: str
    language: Language
    recipient: str
    message_id: UUID
    created_at: datetime
    context: dict[str, str]


def compose(mail: Mail, settings: Settings) -> EmailMessage:
    """Render the mail as text and HTML. Headers and bodies contain ASCII only."""
    context = mail.context | {
        "language": mail.language.value,
        "public_url": str(settings.public_url),
        "recipient": _display_address(mail.recipient),
    }
    template = f"{mail.language}/{mail.template}.html"
    message = EmailMessage(policy=_SEVEN_BIT)
    message["From"] = settings.mail_from
    message["To"] = Address(addr_spec=mail.recipient)
    message["Reply-To"] = settings.mail_reply_to
    message["Subject"] = _render_block(template, "subject", context)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.message_id}@{settings.public_url.host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_render_text(template, context), cte="quoted-printable")
    html = _environment(autoescape=True).get_template(template).render(context)
    html = css_inline.inline(html, keep_style_tags=True)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def _render_text(template: str, context: dict[str, str]) -> str:
    body = _wrap(_render_block(template, "text", context))
    reason = _wrap(_render_block(template, "reason", context))
    return f"{body}\n\n{_SIGNATURE_LINE}\n{reason}\n"


def _render_block(name: str, block: str, context: dict[str, str]) -> str:
    """Render one block as plain text."""
    template = _environment(autoescape=False).get_template(name)
    return "".join(template.blocks[block](template.new_context(context))).strip()


def _wrap(text: str) -> str:
    """Wrap long lines. Links and addresses stay whole."""
    return "\n".join(
        textwrap.fill(line, _LINE_LENGTH, break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    )


def _display_address(address: str) -> str:
    """The address as people write it: ada@münchen.example, not ada@xn--mnchen-3ya.example."""
    local_part, _, domain = address.rpartition("@")
    try:
        return f"{local_part}@{idna.decode(domain)}"
    except idna.IDNAError:
        return address


@cache
def _environment(*, autoescape: bool) -> Environment:
    return Environment(
        loader=PackageLoader("foyer.mail"),
        autoescape=autoescape,  # noqa: S701 - off for plain text only
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
