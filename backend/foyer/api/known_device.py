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
from foyer.accounts.pseudonym import pseudonym
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
    account = pseudonym(key_of_input(email), settings)
    device_id = _device_id(device, account, settings) if device else None
    if device_id:
        await limits.hit(Rule.LOG_IN_PER_DEVICE, account, device_id)
        return
    await limits.hit(Rule.LOG_IN_PER_DEVICE, account, client)
    await limits.hit(Rule.LOG_IN_PER_ADDRESS, account)


def set_device_cookie(response: Response, settings: Settings, *, email: str) -> None:
    """Mark this browser as a known device of the account, after a successful log-in or reset."""
    account = pseudonym(key_of_input(email), settings)
    device_id = secrets.token_bytes(_ID_BYTES)
    value = base64.urlsafe_b64encode(device_id + _mac(device_id, account, settings)).decode()
    response.set_cookie(
        COOKIE,
        value,
        max_age=int(_LIFETIME.total_seconds()),
        httponly=True,
        secure=settings.secure,
        samesite="lax",
    )


def _device_id(cookie: str, account: str, settings: Settings) -> str | None:
    """The device's id, if the cookie is genuine and belongs to this account."""
    try:
        raw = base64.b64decode(cookie, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    device_id, mac = raw[:_ID_BYTES], raw[_ID_BYTES:]
    expected = _mac(device_id, account, settings)
    genuine = len(mac) == _MAC_BYTES and hmac.compare_digest(mac, expected)
    return device_id.hex() if genuine else None


def _mac(device_id: bytes, account: str, settings: Settings) -> bytes:
    key = settings.secret_key.get_secret_value().encode()
    return hmac.digest(key, b"device:" + device_id + account.encode(), "sha256")
