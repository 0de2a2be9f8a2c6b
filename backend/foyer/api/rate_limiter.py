"""Counts requests for rate limits, shared between API processes by the broker.

While the broker is unavailable, each process counts alone. An unavailable broker neither delays
requests nor causes refusals. See decision 18 in docs/decisions/.
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

# Seconds. The broker usually answers within a millisecond; the limit is that much longer, so that
# a busy event loop does not look like an unavailable broker. Only the first requests wait this
# long: then the process counts alone.
TIMEOUT = 0.5
RETRY_INTERVAL = 5.0  # seconds between two tests of an unavailable broker
_PREFIX = "foyer-limits"
_PROBE = parse("1000000 per minute")


class RateLimiter:
    """Counters of all rate limits of one API process."""

    def __init__(self, broker_url: BrokerUrl) -> None:
        self._redis = Redis(**broker_url.redis_parameters(), retry=Retry(NoBackoff(), 0))
        self._shared = SlidingWindowCounterRateLimiter(
            RedisStorage(
                "async+redis://",  # unused, because the pool has the parameters of the server
                implementation="redispy",
                key_prefix=_PREFIX,
                connection_pool=self._redis.connection_pool,  # type: ignore[arg-type] # as its docstring says
            )
        )
        self._local = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._recovery: asyncio.Task[None] | None = None

    async def hit(self, rate: RateLimitItem, *key: str, cost: int = 1) -> int | None:
        """Count one request; None if it is within the rate, else the seconds to wait.

        A cost of -1 takes back a request that was counted. If its window has ended meanwhile, the
        next one has room for one more.
        """
        if self._recovery is None:
            try:
                return await self._hit_shared(rate, key, cost)
            except (RedisError, OSError, TimeoutError) as error:
                self._count_locally(error)
        return await _hit(self._local, rate, key, cost)

    async def close(self) -> None:
        if self._recovery:
            self._recovery.cancel()
        await self._redis.aclose()

    async def _hit_shared(
        self, rate: RateLimitItem, key: tuple[str, ...], cost: int = 1
    ) -> int | None:
        async with asyncio.timeout(TIMEOUT):
            return await _hit(self._shared, rate, key, cost)

    def _count_locally(self, error: Exception) -> None:
        if self._recovery is None:  # several requests may fail at the same time
            log.warning("rate_limits_not_shared", reason=repr(error))
            self._recovery = asyncio.create_task(self._recover())

    async def _recover(self) -> None:
        """Wait until the broker counts again. A full broker answers a ping, but does not count."""
        while True:
            await asyncio.sleep(RETRY_INTERVAL)
            try:
                await self._hit_shared(_PROBE, ("probe",))
            except (RedisError, OSError, TimeoutError):
                continue
            break
        await self._local.storage.reset()
        self._recovery = None
        log.info("rate_limits_shared_again")


async def _hit(
    counters: SlidingWindowCounterRateLimiter,
    rate: RateLimitItem,
    key: tuple[str, ...],
    cost: int,
) -> int | None:
    if await counters.hit(rate, *key, cost=cost):
        return None
    stats = await counters.get_window_stats(rate, *key)
    return max(1, math.ceil(stats.reset_time - time.time()))
