"""Rate limits: which requests are counted, by what, and how many are too many.

Each rule is a setting of the same name. A rule counts by the client's address, by the account that
a request is about, known or not, or by both. Limits are spent before anything that costs.
"""

import ipaddress
from collections.abc import Callable, Coroutine, Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from limits import RateLimitItem, parse_many

from foyer.accounts.pseudonym import pseudonym
from foyer.api.limiter import Limiter
from foyer.errors import FoyerError
from foyer.settings import Settings

log = structlog.stdlib.get_logger(__name__)

_NETWORK = 64  # bits: what one subscriber has of IPv6


class Rule(StrEnum):
    """Each is the name of the setting that says how many."""

    LOG_IN_PER_CLIENT = "limit_log_in_per_client"
    LOG_IN_PER_DEVICE = "limit_log_in_per_device"
    LOG_IN_PER_ADDRESS = "limit_log_in_per_address"
    SIGN_UP_PER_CLIENT = "limit_sign_up_per_client"
    SIGN_UP_PER_ADDRESS = "limit_sign_up_per_address"
    MAIL_PER_CLIENT = "limit_mail_per_client"
    MAIL_PER_ADDRESS = "limit_mail_per_address"
    MAIL_PER_INBOX = "limit_mail_per_inbox"
    RESET_PER_CLIENT = "limit_reset_per_client"
    RESET_PER_ADDRESS = "limit_reset_per_address"
    LINK_PER_CLIENT = "limit_link_per_client"
    PASSWORD_PER_ACCOUNT = "limit_password_per_account"  # noqa: S105 - a name
    PICTURE_PER_CLIENT = "limit_picture_per_client"
    PICTURE_PER_ACCOUNT = "limit_picture_per_account"


# By the name of the operation. A test holds this against the routes: one that anybody may call and
# that changes something has its rule here; so has one whose long body is read before its session.
PER_CLIENT: Mapping[str, Rule] = {
    "log_in": Rule.LOG_IN_PER_CLIENT,
    "create_sign_up": Rule.SIGN_UP_PER_CLIENT,
    "resend_confirmation": Rule.MAIL_PER_CLIENT,
    "change_sign_up_email": Rule.MAIL_PER_CLIENT,
    "change_sign_up_picture": Rule.PICTURE_PER_CLIENT,
    "create_confirmation": Rule.LINK_PER_CLIENT,
    "ask_for_password_reset": Rule.RESET_PER_CLIENT,
    "reset_password": Rule.LINK_PER_CLIENT,
    "change_picture": Rule.PICTURE_PER_CLIENT,
}


class TooManyRequestsError(FoyerError):
    """There were too many tries. Please wait a little."""

    code = "too_many_requests"
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after  # seconds
        super().__init__()

    def extensions(self) -> dict[str, object]:
        return {"retry_after": self.retry_after}

    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class Limits:
    """All rules, with the rates that the settings give them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._limiter = Limiter(settings.broker_url)
        self._rates = {rule: _rates(settings, rule) for rule in Rule}

    async def spend(self, rule: Rule, *key: str) -> None:
        """Count a request.

        Raises:
            TooManyRequestsError: it is one too many.
        """
        for rate in self._rates[rule]:
            wait = await self._limiter.take(rate, rule, *key)
            if wait is not None:
                log.warning("too_many_requests", rule=rule.value, wait=wait)
                raise TooManyRequestsError(wait)

    async def spend_address(self, rule: Rule, email_key: str) -> None:
        """The same for a mail address; the broker gets to know its pseudonym only."""
        await self.spend(rule, pseudonym(email_key, self._settings))

    async def spend_mail(self, rule: Rule, email_key: str, client: str) -> None:
        """Count a mail to an address that may be another's: for this client, then for all of them.

        In this order, so that what one client is refused takes nothing of the others' share.
        """
        inbox = pseudonym(email_key, self._settings)
        await self.spend(rule, inbox, client)
        await self.spend(Rule.MAIL_PER_INBOX, inbox)

    async def close(self) -> None:
        await self._limiter.close()


class LimitedRoute(APIRoute):
    """Counts the client before the body is read, however long or expensive that is."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        rule = PER_CLIENT.get(self.name)
        if rule is None:
            return handle

        async def count_first(request: Request) -> Response:
            await _limits(request).spend(rule, client_of(request))
            return await handle(request)

        return count_first


def client_of(request: Request) -> str:
    """Who asks: an IPv4 address, or the network that a subscriber of IPv6 has."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _NETWORK), strict=False))


def _limits(request: Request) -> Limits:
    limits: Limits = request.app.state.limits
    return limits


LimitsDep = Annotated[Limits, Depends(_limits)]
ClientDep = Annotated[str, Depends(client_of)]


def _rates(settings: Settings, rule: Rule) -> list[RateLimitItem]:
    return [
        type(rate)(rate.amount * settings.rate_limits.rate_limit_scale, rate.multiples)
        for rate in parse_many(getattr(settings.rate_limits, rule))
    ]
