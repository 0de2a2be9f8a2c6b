"""Checks of everything that the API needs, shared by the requests and scrapes of a process."""

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from foyer.db.engines import async_engine, async_session
from foyer.db.rights import MISSING_RIGHT
from foyer.object_storage import object_storage
from foyer.settings import Settings
from foyer.task_engine import broker_rights
from foyer.task_engine.history import worker_status
from foyer.task_engine.payload import queue_by_kind

CHECK_TIMEOUT = 2.0  # seconds for each check
RESPONSE_TIMEOUT = CHECK_TIMEOUT + 1  # seconds; a check that hangs may take long to stop
THREAD_TIMEOUT = RESPONSE_TIMEOUT + 1  # seconds; the event loop may be stuck
OK, NO_ANSWER = "ok", "no answer"
CHECKS = ("database", "broker", "dispatcher", "workers", "queues", "storage")


class HealthChecks:
    """The checks of one process. They take several connections, so they run once at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._run: asyncio.Task[dict[str, str]] | None = None
        self._ended_at = 0.0  # seconds of the monotonic clock

    async def read(self, *, max_age: float) -> dict[str, str]:
        """Return "ok" or a short description of the problem for each check.

        All requests wait for the run in progress, or use results of the last `max_age` seconds.
        """
        age = time.monotonic() - self._ended_at
        if self._run is None or (self._run.done() and age >= max_age):
            self._run = asyncio.create_task(self._check_all())
        try:
            return await asyncio.wait_for(asyncio.shield(self._run), RESPONSE_TIMEOUT)
        except TimeoutError:
            return dict.fromkeys(CHECKS, NO_ANSWER)

    def read_in_thread(self, loop: asyncio.AbstractEventLoop) -> dict[str, str]:
        """Return the results to a thread. The checks run in the event loop, as the pool does."""
        reading = asyncio.run_coroutine_threadsafe(self.read(max_age=0), loop)
        try:
            return reading.result(THREAD_TIMEOUT)
        except (TimeoutError, CancelledError):  # the loop is stuck, or the process ends
            reading.cancel()
            return dict.fromkeys(CHECKS, NO_ANSWER)

    async def _check_all(self) -> dict[str, str]:
        checks = (
            _database(),
            _broker(self._settings),
            _dispatcher(),
            _workers(),
            _queues(),
            object_storage(self._settings).find_problem(),
        )
        results = await asyncio.gather(*(run_check(check) for check in checks))
        self._ended_at = time.monotonic()
        return dict(zip(CHECKS, results, strict=True))


async def run_check(check: Coroutine[Any, Any, str | None]) -> str:
    """Run a check; return "ok" or a short description of the problem."""
    try:
        return await asyncio.wait_for(check, CHECK_TIMEOUT) or "ok"
    except TimeoutError:
        return NO_ANSWER
    except Exception as error:  # noqa: BLE001 - any error is a failed check
        return type(error).__name__


async def _database() -> str | None:
    async with async_engine().connect() as connection:
        missing: str | None = await connection.scalar(MISSING_RIGHT)
    return missing


async def _dispatcher() -> str | None:
    async with async_session() as session:
        return await worker_status.dispatcher_problem(session)


async def _workers() -> str | None:
    async with async_session() as session:
        return "; ".join(await worker_status.worker_problems(session))


async def _queues() -> str | None:
    async with async_session() as session:
        return "; ".join(await worker_status.queue_problems(session, queue_by_kind().values()))


async def _broker(settings: Settings) -> str | None:
    once = Retry(NoBackoff(), 0)
    parameters = settings.broker_url.redis_parameters()
    commands = broker_rights.publishing(set(queue_by_kind().values()))
    async with Redis(**parameters, socket_connect_timeout=CHECK_TIMEOUT, retry=once) as broker:
        return await broker_rights.find_problem(broker, commands)
