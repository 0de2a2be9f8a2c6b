"""Secrets in links and cookies.

The token of a link is derived from the id of the task that mails it, so that a mail sent twice is
the same mail, and nothing secret is stored or travels through the broker.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from enum import StrEnum
from uuid import UUID

from foyer.settings import Settings

_ID_BYTES = 16
_MAC_BYTES = 32


class LinkPurpose(StrEnum):
    """What a link does. A token for one purpose is unknown to the others."""

    CONFIRMATION = "confirmation"
    EMAIL_CHANGE = "email-change"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a name


def link_token(purpose: LinkPurpose, task_id: UUID, settings: Settings) -> str:
    """64 characters, safe in a URL; 256 bits that nobody without the secret can compute."""
    return base64.urlsafe_b64encode(task_id.bytes + _mac(purpose, task_id, settings)).decode()


def task_id_of_link_token(purpose: LinkPurpose, token: str, settings: Settings) -> UUID | None:
    """The task that mailed the token, or None when it is not one of ours for this purpose."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(raw) != _ID_BYTES + _MAC_BYTES:
        return None
    task_id = UUID(bytes=raw[:_ID_BYTES])
    genuine = hmac.compare_digest(raw[_ID_BYTES:], _mac(purpose, task_id, settings))
    return task_id if genuine else None


def new_session_token() -> str:
    """43 characters, 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of a random token. It has the entropy; it needs no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def _mac(purpose: LinkPurpose, task_id: UUID, settings: Settings) -> bytes:
    message = f"{purpose}:".encode() + task_id.bytes
    return hmac.digest(settings.secret_key.get_secret_value().encode(), message, "sha256")
