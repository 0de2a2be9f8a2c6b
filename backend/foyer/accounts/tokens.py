"""Tokens in links and cookies.

The token of a link is derived from the id of the task that mails it. So a mail that is sent twice
has the same link, and no secret is stored or sent through the broker.
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
    """The purpose of a link. A token is valid for one purpose only."""

    CONFIRMATION = "confirmation"
    EMAIL_CHANGE = "email-change"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a name


def link_token(purpose: LinkPurpose, task_id: UUID, settings: Settings) -> str:
    """The token of a link: 64 characters, safe in a URL, with a 256-bit MAC."""
    mac = _mac(purpose, task_id, settings.signing_keys[0])
    return base64.urlsafe_b64encode(task_id.bytes + mac).decode()


def task_id_of_link_token(purpose: LinkPurpose, token: str, settings: Settings) -> UUID | None:
    """The id of the task that mailed this token, or None if no key made it."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(raw) != _ID_BYTES + _MAC_BYTES:
        return None
    task_id = UUID(bytes=raw[:_ID_BYTES])
    is_genuine = any(
        hmac.compare_digest(raw[_ID_BYTES:], _mac(purpose, task_id, key))
        for key in settings.signing_keys
    )
    return task_id if is_genuine else None


def new_session_token() -> str:
    """A random token of 43 characters, 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """The stored form of a random token. It has enough entropy, so a fast hash is safe."""
    return hashlib.sha256(token.encode()).digest()


def _mac(purpose: LinkPurpose, task_id: UUID, key: bytes) -> bytes:
    return hmac.digest(key, f"{purpose}:".encode() + task_id.bytes, "sha256")
