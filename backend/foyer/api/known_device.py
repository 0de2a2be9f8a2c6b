"""Known devices: browsers that an account was logged in with before.

They have a count of failed log-ins of their own, so that strangers who guess at an account cannot
lock its owner out. It is OWASP's device cookie; see decision 19 in docs/decisions/.
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
from foyer.api.rate_limits import Limits, Rule
from foyer.settings import Settings, get_settings

_LIFETIME = timedelta(days=180)
_NAME_BYTES = 16
_MAC_BYTES = 32

COOKIE = "__Host-foyer_device" if get_settings().secure else "foyer_device"
DeviceDep = Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)]


async def spend_log_in(
    limits: Limits, settings: Settings, *, email: str, device: str | None, client: str
) -> None:
    """Count a log-in: a known device's by itself, a stranger's for all strangers together too.

    Raises:
        TooManyRequestsError: it is one too many.
    """
    account = pseudonym(key_of_input(email), settings)
    name = _name(device, account, settings) if device else None
    if name:
        await limits.spend(Rule.LOG_IN_PER_DEVICE, account, name)
        return
    await limits.spend(Rule.LOG_IN_PER_DEVICE, account, client)
    await limits.spend(Rule.LOG_IN_PER_ADDRESS, account)


def remember(response: Response, settings: Settings, *, email: str) -> None:
    """Make this browser one that the account knows: its owner has just proven to be the owner."""
    account = pseudonym(key_of_input(email), settings)
    name = secrets.token_bytes(_NAME_BYTES)
    value = base64.urlsafe_b64encode(name + _mac(name, account, settings)).decode()
    response.set_cookie(
        COOKIE,
        value,
        max_age=int(_LIFETIME.total_seconds()),
        httponly=True,
        secure=settings.secure,
        samesite="lax",
    )


def _name(cookie: str, account: str, settings: Settings) -> str | None:
    """The device's name, if the cookie is ours and of this account."""
    try:
        raw = base64.b64decode(cookie, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    name, mac = raw[:_NAME_BYTES], raw[_NAME_BYTES:]
    genuine = len(mac) == _MAC_BYTES and hmac.compare_digest(mac, _mac(name, account, settings))
    return name.hex() if genuine else None


def _mac(name: bytes, account: str, settings: Settings) -> bytes:
    return hmac.digest(
        settings.secret_key.get_secret_value().encode(),
        b"device:" + name + account.encode(),
        "sha256",
    )
