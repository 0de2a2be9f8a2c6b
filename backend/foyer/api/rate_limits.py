"""Rate limits: which requests are counted, and per which key.

Each rule has a setting of the same name. It counts per client address, per account, whether or not
the account exists, or per both. Requests are counted before any expensive work.
"""

import ipaddress
from collections.abc import Callable, Coroutine, Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from uuid import UUID

import structlog
from fastapi import Request, Response
from fastapi.routing import APIRoute
from limits import RateLimitItem, parse_many

from foyer.accounts.email.addresses import mailbox_key
from foyer.accounts.pseudonym import pseudonym
from foyer.api.late_queues import QueueLateError
from foyer.api.rate_limiter import RateLimiter
from foyer.errors import FoyerError
from foyer.settings import Settings

log = structlog.stdlib.get_logger(__name__)

_SUBSCRIBER_PREFIX = 64  # bits; providers give each subscriber an IPv6 network of this size


class Rule(StrEnum):
    """Name of the setting that holds the allowed rate."""

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
    LATE_PER_CLIENT = "limit_late_per_client"
    PROMPT_PICTURES_PER_CLIENT = "limit_prompt_pictures_per_client"
    CHANGE_PER_ACCOUNT = "limit_change_per_account"
    EXPORT_PER_ACCOUNT = "limit_export_per_account"
    ADMINISTRATION_PER_ACCOUNT = "limit_administration_per_account"


# By the name of the operation. Every route that writes and needs no log-in must be here, and every
# route whose large body is read before its session is checked. A test compares this to the routes.
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

# By the name of the operation. Every route that needs a log-in and writes to the audit log must be
# here, because events cannot be deleted. A test compares this to the routes. Routes that ask for
# the current password count it too; see RequestContext.reauthenticate.
PER_ACCOUNT: Mapping[str, Rule] = {
    "change_me": Rule.CHANGE_PER_ACCOUNT,
    "delete_me": Rule.CHANGE_PER_ACCOUNT,
    "export_me": Rule.EXPORT_PER_ACCOUNT,
    "change_email": Rule.CHANGE_PER_ACCOUNT,
    "withdraw_email": Rule.CHANGE_PER_ACCOUNT,
    "change_password": Rule.CHANGE_PER_ACCOUNT,
    "change_picture": Rule.PICTURE_PER_ACCOUNT,
    "remove_picture": Rule.CHANGE_PER_ACCOUNT,
    "end_session": Rule.CHANGE_PER_ACCOUNT,
    "log_out_everywhere": Rule.CHANGE_PER_ACCOUNT,
    "revoke_task": Rule.ADMINISTRATION_PER_ACCOUNT,
    "retry_task": Rule.ADMINISTRATION_PER_ACCOUNT,
    "act_on_tasks": Rule.ADMINISTRATION_PER_ACCOUNT,
    "pause_queue": Rule.ADMINISTRATION_PER_ACCOUNT,
    "resume_queue": Rule.ADMINISTRATION_PER_ACCOUNT,
    "change_role": Rule.ADMINISTRATION_PER_ACCOUNT,
    "export_admin_tasks": Rule.ADMINISTRATION_PER_ACCOUNT,
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


class RequestLimits:
    """All rules with their rates from the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._limiter = RateLimiter(settings.broker_url)
        self._rates = {rule: _rates(settings, rule) for rule in Rule}

    async def hit(self, rule: Rule, *key: str) -> None:
        """Count a request.

        Raises:
            TooManyRequestsError: the rate is exceeded.
        """
        wait = await self._wait(rule, key)
        if wait is not None:
            log.warning("too_many_requests", rule=rule.value, wait=wait)
            raise TooManyRequestsError(wait)

    async def is_within(self, rule: Rule, *key: str) -> bool:
        """Count a request that is not refused above the rate; return whether it is within."""
        return await self._wait(rule, key) is None

    async def take_back(self, rule: Rule, *key: str) -> None:
        """Uncount a request that was counted."""
        for rate in self._rates[rule]:
            await self._limiter.hit(rate, rule, *key, cost=-1)

    async def hit_address(self, rule: Rule, email_key: str) -> None:
        """Count a request per mail address. The broker stores a pseudonym of the address."""
        await self.hit(rule, pseudonym(email_key, self._settings))

    async def hit_mail(self, rule: Rule, email_key: str, client: str) -> None:
        """Count a mail to an address: first per client, then for all clients together.

        In this order, refused requests of one client do not use up the rate of the others.
        Addresses that differ in a "+tag" count as one.
        """
        inbox = pseudonym(mailbox_key(email_key), self._settings)
        await self.hit(rule, inbox, client)
        await self.hit(Rule.MAIL_PER_INBOX, inbox)

    async def close(self) -> None:
        await self._limiter.close()

    async def _wait(self, rule: Rule, key: tuple[str, ...]) -> int | None:
        for rate in self._rates[rule]:
            wait = await self._limiter.hit(rate, rule, *key)
            if wait is not None:
                return wait
        return None


class LimitedRoute(APIRoute):
    """Applies the `PER_CLIENT` rule of the route before the request body is read.

    Requests that a late queue refuses do not use up the rate of the route, so a client that tries
    again as `Retry-After` says is accepted when the queue is in time. They have a rate of their
    own, because their bodies were read; above it they count as others do.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        rule = PER_CLIENT.get(self.name)
        if rule is None:
            return handle

        async def count_first(request: Request) -> Response:
            limits, client = rate_limits_of(request), client_of(request)
            await limits.hit(rule, client)
            try:
                return await handle(request)
            except QueueLateError:
                if await limits.is_within(Rule.LATE_PER_CLIENT, client):
                    await limits.take_back(rule, client)
                raise

        return count_first


async def hit_per_account(request: Request, user_id: UUID) -> None:
    """Apply the `PER_ACCOUNT` rule of the route.

    Raises:
        TooManyRequestsError: the rate is exceeded.
    """
    rule = PER_ACCOUNT.get(request.scope["route"].name)
    if rule:
        await rate_limits_of(request).hit(rule, str(user_id))


def client_of(request: Request) -> str:
    """The key of a client: its IPv4 address or the /64 network of its IPv6 address."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), _SUBSCRIBER_PREFIX), strict=False))


def rate_limits_of(request: Request) -> RequestLimits:
    limits: RequestLimits = request.app.state.limits
    return limits


def _rates(settings: Settings, rule: Rule) -> list[RateLimitItem]:
    return [
        type(rate)(rate.amount * settings.rate_limits.rate_limit_scale, rate.multiples)
        for rate in parse_many(getattr(settings.rate_limits, rule))
    ]
