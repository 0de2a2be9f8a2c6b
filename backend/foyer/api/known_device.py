"""Device cookies: they mark browsers that were logged in to an account before.

Log-ins from a known device have their own rate limit. So an attacker who guesses passwords cannot
lock the owner out. This is OWASP's device cookie; see decision 19 in docs/decisions/.
"""

import base64
import binascii
import hmac
import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import Cookie, Response

from foyer.accounts.email.addresses import key_of_input
from foyer.accounts.pseudonym import pseudonym, pseudonyms
from foyer.api.rate_limits import RequestLimits, Rule
from foyer.settings import Settings, get_settings

_LIFETIME = timedelta(days=180)
_ID_BYTES = 16
_MAC_BYTES = 32

COOKIE = "__Host-foyer_device" if get_settings().secure else "foyer_device"
DeviceDep = Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)]


async def hit_log_in_limits(
    limits: RequestLimits, settings: Settings, *, email: str, device: str | None, client: str
) -> None:
    """Count a log-in attempt per device, and for unknown devices also per account.

    Raises:
        TooManyRequestsError: there were too many attempts.
    """
    email_key = key_of_input(email)
    account = pseudonym(email_key, settings)
    device_id = device_id_of(device, email_key, settings) if device else None
    if device_id:
        await limits.hit(Rule.LOG_IN_PER_DEVICE, account, device_id)
        return
    await limits.hit(Rule.LOG_IN_PER_DEVICE, account, client)
    await limits.hit(Rule.LOG_IN_PER_ADDRESS, account)


def set_device_cookie(response: Response, settings: Settings, *, email: str) -> None:
    """Mark this browser as a known device of the account, after a successful log-in or reset."""
    account = pseudonym(key_of_input(email), settings)
    device_id = secrets.token_bytes(_ID_BYTES)
    mac = _mac(device_id, account, settings.signing_keys[0])
    value = base64.urlsafe_b64encode(device_id + mac).decode()
    response.set_cookie(
        COOKIE,
        value,
        max_age=int(_LIFETIME.total_seconds()),
        httponly=True,
        secure=settings.secure,
        samesite="lax",
    )


def device_id_of(cookie: str, email_key: str, settings: Settings) -> str | None:
    """The device's id, if the cookie is genuine and belongs to this account."""
    try:
        raw = base64.b64decode(cookie, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    device_id, mac = raw[:_ID_BYTES], raw[_ID_BYTES:]
    is_genuine = len(mac) == _MAC_BYTES and any(
        hmac.compare_digest(mac, _mac(device_id, account, key))
        for account, key in zip(pseudonyms(email_key, settings), settings.signing_keys, strict=True)
    )
    return device_id.hex() if is_genuine else None


def _mac(device_id: bytes, account: str, key: bytes) -> bytes:
    return hmac.digest(key, b"device:" + device_id + account.encode(), "sha256")
