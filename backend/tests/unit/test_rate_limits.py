"""Keys of clients, local counting without a broker, and device cookies."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import Request, Response
from limits import parse
from pydantic import SecretStr
from starlette.types import Scope

from foyer.accounts.pseudonym import pseudonym
from foyer.api import known_device
from foyer.api.rate_limiter import RateLimiter
from foyer.api.rate_limits import RequestLimits, Rule, TooManyRequestsError, client_of
from foyer.settings import Settings

UNREACHABLE = "redis://127.0.0.1:1/0"  # nothing listens on this port
SETTINGS = Settings.model_validate(
    {"broker_url": UNREACHABLE, "rate_limits": {"limit_log_in_per_address": "3 per hour"}}
)


def request_from(host: str | None) -> Request:
    scope: Scope = {"type": "http", "client": (host, 1) if host is not None else None}
    return Request(scope)


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("testclient", "testclient"),
        (None, ""),
    ],
)
def test_client_is_an_ipv4_address_or_an_ipv6_network(host: str | None, client: str) -> None:
    assert client_of(request_from(host)) == client


def run_without_broker(work: Callable[[RateLimiter], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        limiter = RateLimiter(SETTINGS.broker_url)
        try:
            return await work(limiter)
        finally:
            await limiter.close()

    return asyncio.run(run())


def test_without_broker_the_process_counts_by_itself() -> None:
    rate = parse("2 per hour")

    async def work(limiter: RateLimiter) -> list[int | None]:
        return [await limiter.hit(rate, key) for key in ("a", "a", "a", "b")]

    first, second, third, other_key = run_without_broker(work)
    assert (first, second, other_key) == (None, None, None)
    assert 0 < third <= 3600


def test_request_after_the_stated_wait_is_allowed() -> None:
    rate = parse("2 per second")

    async def work(limiter: RateLimiter) -> int | None:
        wait = None
        while wait is None:
            wait = await limiter.hit(rate, "a")
        await asyncio.sleep(wait)
        return await limiter.hit(rate, "a")

    assert run_without_broker(work) is None


def test_request_that_was_taken_back_does_not_count() -> None:
    rate = parse("2 per hour")

    async def work(limiter: RateLimiter) -> list[bool]:
        costs = (1, 1, -1, 1, 1)
        return [await limiter.hit(rate, "a", cost=cost) is None for cost in costs]

    assert run_without_broker(work) == [True, True, True, True, False]


def log_ins(*devices: str | None) -> list[bool]:
    """Whether each of these log-in attempts was allowed."""

    async def run() -> list[bool]:
        limits = RequestLimits(SETTINGS)
        allowed = []
        for number, device in enumerate(devices):
            try:
                await known_device.hit_log_in_limits(
                    limits, SETTINGS, email="ada@example.com", device=device, client=f"{number}"
                )
                allowed.append(True)
            except TooManyRequestsError:
                allowed.append(False)
        await limits.close()
        return allowed

    return asyncio.run(run())


def cookie_for(email: str) -> str:
    response = Response()
    known_device.set_device_cookie(response, SETTINGS, email=email)
    return response.headers["set-cookie"].split("=", 1)[1].split(";")[0].strip('"')


def test_device_cookie_is_valid_for_one_account_only() -> None:
    cookie = cookie_for("Ada@example.com ")
    assert log_ins(*[None] * 4, cookie) == [True] * 3 + [False, True]
    forged = (cookie[:-4] + "AAAA", "", "x", "AAAA", "\xff")
    for invalid in (cookie_for("eve@example.com"), *forged):
        assert log_ins(*[None] * 3, invalid)[-1] is False, invalid


def test_rate_comes_from_the_setting_of_the_rule() -> None:
    async def run() -> None:
        limits = RequestLimits(SETTINGS)
        for _ in range(3):
            await limits.hit_address(Rule.LOG_IN_PER_ADDRESS, "ada@example.com")
        with pytest.raises(TooManyRequestsError) as refused:
            await limits.hit_address(Rule.LOG_IN_PER_ADDRESS, "ada@example.com")
        wait = refused.value.retry_after
        assert refused.value.headers() == {"Retry-After": str(wait)}
        assert refused.value.extensions() == {"retry_after": wait}
        await limits.hit_address(Rule.LOG_IN_PER_ADDRESS, "eve@example.com")
        await limits.close()

    asyncio.run(run())


def test_pseudonym_depends_on_the_secret_key() -> None:
    other_settings = SETTINGS.model_copy(update={"secret_key": SecretStr("k" * 32)})
    first = pseudonym("ada@example.com", SETTINGS)
    assert first == pseudonym("ada@example.com", SETTINGS)
    assert first != pseudonym("eve@example.com", SETTINGS)
    assert first != pseudonym("ada@example.com", other_settings)
    assert "ada" not in first
    assert pseudonym("half a \ud83d character", SETTINGS)
