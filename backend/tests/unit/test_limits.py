"""Who counts as one client, and what is counted without a broker."""

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
from foyer.api.limiter import Limiter
from foyer.api.rate_limits import Limits, Rule, TooManyRequestsError, client_of
from foyer.settings import Settings

NOBODY = "redis://127.0.0.1:1/0"  # refuses connections
SETTINGS = Settings(broker_url=NOBODY, rate_limits={"limit_log_in_per_address": "3 per hour"})


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
def test_who_is_one_client(host: str | None, client: str) -> None:
    assert client_of(request_from(host)) == client


def alone(work: Callable[[Limiter], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        limiter = Limiter(SETTINGS.broker_url)
        try:
            return await work(limiter)
        finally:
            await limiter.close()

    return asyncio.run(run())


def test_alone_a_process_counts_by_itself() -> None:
    rate = parse("2 per hour")

    async def work(limiter: Limiter) -> list[int | None]:
        return [await limiter.take(rate, key) for key in ("a", "a", "a", "b")]

    first, second, third, other = alone(work)
    assert (first, second, other) == (None, None, None)
    assert 0 < third <= 3600


def test_who_waits_as_told_gets_in() -> None:
    rate = parse("2 per second")

    async def work(limiter: Limiter) -> int | None:
        wait = None
        while wait is None:
            wait = await limiter.take(rate, "a")
        await asyncio.sleep(wait)
        return await limiter.take(rate, "a")

    assert alone(work) is None


def log_ins(*devices: str | None) -> list[bool]:
    """Whether each of these tries was let in."""

    async def run() -> list[bool]:
        limits = Limits(SETTINGS)
        let_in = []
        for turn, device in enumerate(devices):
            try:
                await known_device.spend_log_in(
                    limits, SETTINGS, email="ada@example.com", device=device, client=f"{turn}"
                )
                let_in.append(True)
            except TooManyRequestsError:
                let_in.append(False)
        await limits.close()
        return let_in

    return asyncio.run(run())


def cookie_for(email: str) -> str:
    response = Response()
    known_device.remember(response, SETTINGS, email=email)
    return response.headers["set-cookie"].split("=", 1)[1].split(";")[0].strip('"')


def test_a_device_is_known_by_its_cookie_and_for_one_account() -> None:
    mine = cookie_for("Ada@example.com ")
    assert log_ins(*[None] * 4, mine) == [True] * 3 + [False, True]
    for other in (cookie_for("eve@example.com"), mine[:-4] + "AAAA", "", "x", "AAAA", "\xff"):
        assert log_ins(*[None] * 3, other)[-1] is False, other


def test_the_rules_are_what_the_settings_say() -> None:
    async def run() -> None:
        limits = Limits(SETTINGS)
        for _ in range(3):
            await limits.spend_address(Rule.LOG_IN_PER_ADDRESS, "ada@example.com")
        with pytest.raises(TooManyRequestsError) as refused:
            await limits.spend_address(Rule.LOG_IN_PER_ADDRESS, "ada@example.com")
        wait = refused.value.retry_after
        assert refused.value.headers() == {"Retry-After": str(wait)}
        assert refused.value.extensions() == {"retry_after": wait}
        await limits.spend_address(Rule.LOG_IN_PER_ADDRESS, "eve@example.com")
        await limits.close()

    asyncio.run(run())


def test_a_pseudonym_is_the_secrets() -> None:
    other = SETTINGS.model_copy(update={"secret_key": SecretStr("k" * 32)})
    mine = pseudonym("ada@example.com", SETTINGS)
    assert mine == pseudonym("ada@example.com", SETTINGS)
    assert mine != pseudonym("eve@example.com", SETTINGS)
    assert mine != pseudonym("ada@example.com", other)
    assert "ada" not in mine
    assert pseudonym("half a \ud83d character", SETTINGS)
