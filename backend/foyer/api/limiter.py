"""Counting requests: together with the other API processes, or alone while the broker is away.

Nobody waits for a broker that does not answer, and nobody is refused because of it. See decision
18 in docs/decisions/.
"""

import asyncio
import math
import time

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from foyer.urls.broker import BrokerUrl

log = structlog.stdlib.get_logger(__name__)

# Seconds. The broker takes a thousandth; a loop that is busy for a moment must not look like its
# death. Only who asks in the very moment waits as long, afterwards nobody does.
PATIENCE = 0.5
PAUSE = 5.0  # seconds between two looks whether it is back
_PREFIX = "foyer-limits"
_LOOK = parse("1000000 per minute")


class Limiter:
    """The counters of all limits, as one API process sees them."""

    def __init__(self, broker_url: BrokerUrl) -> None:
        self._redis = Redis(**broker_url.redis_parameters(), retry=Retry(NoBackoff(), 0))
        self._shared = SlidingWindowCounterRateLimiter(
            RedisStorage(
                "async+redis://",  # not read: the pool knows the server
                implementation="redispy",
                key_prefix=_PREFIX,
                connection_pool=self._redis.connection_pool,  # type: ignore[arg-type] # as its docstring says
            )
        )
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._return: asyncio.Task[None] | None = None

    async def take(self, rate: RateLimitItem, *key: str) -> int | None:
        """Count one request; None if it is within the rate, else the seconds to wait."""
        if self._return is None:
            try:
                return await self._take_shared(rate, key)
            except (RedisError, OSError, TimeoutError) as error:
                self._go_alone(error)
        return await _take(self._own, rate, key)

    async def close(self) -> None:
        if self._return:
            self._return.cancel()
        await self._redis.aclose()

    async def _take_shared(self, rate: RateLimitItem, key: tuple[str, ...]) -> int | None:
        async with asyncio.timeout(PATIENCE):
            return await _take(self._shared, rate, key)

    def _go_alone(self, error: Exception) -> None:
        if self._return is None:  # several requests may have been under way
            log.warning("limits_not_shared", reason=repr(error))
            self._return = asyncio.create_task(self._come_back())

    async def _come_back(self) -> None:
        """Look until the broker counts again: one that is full answers, but does not count."""
        while True:
            await asyncio.sleep(PAUSE)
            try:
                await self._take_shared(_LOOK, ("look",))
            except (RedisError, OSError, TimeoutError):
                continue
            break
        await self._own.storage.reset()
        self._return = None
        log.info("limits_shared_again")


async def _take(
    counters: SlidingWindowCounterRateLimiter, rate: RateLimitItem, key: tuple[str, ...]
) -> int | None:
    if await counters.hit(rate, *key):
        return None
    stats = await counters.get_window_stats(rate, *key)
    return max(1, math.ceil(stats.reset_time - time.time()))
