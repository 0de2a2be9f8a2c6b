"""/health: liveness and readiness."""

import asyncio
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from foyer.accounts.roles.staff import STAFF
from foyer.accounts.sessions import user_sessions
from foyer.accounts.sessions.user_sessions import NotAllowedError
from foyer.api.dependencies import SettingsDep, TokenDep
from foyer.api.schemas.health import Health
from foyer.db.engines import async_engine, async_session
from foyer.db.rights import MISSING_RIGHT
from foyer.object_storage import object_storage
from foyer.settings import Settings
from foyer.task_engine import broker_rights
from foyer.task_engine.history import worker_status
from foyer.task_engine.payload import queue_by_kind

router = APIRouter(prefix="/health", tags=["health"])

CHECK_TIMEOUT = 2.0  # seconds for each check


@router.get("/live")
async def live() -> Health:
    """The process is alive. Restart it when this check fails, and only then."""
    return Health(status="ok", checks={})


@router.get("/ready", responses={503: {"model": Health, "description": "No database."}})
async def ready(
    request: Request, response: Response, settings: SettingsDep, token: TokenDep = None
) -> Health:
    """Whether this process can serve requests, with the result of each check.

    Without the database the API cannot serve requests: 503. Without the broker, the dispatcher or
    workers, it still accepts sign-ups and their tasks run later: 200, degraded. So it does without
    the storage, but for sign-ups with a picture.
    Descriptions of problems, such as the names of workers, are for administrators, operators and
    clients that do not come through nginx.
    """
    checks = {
        "database": _database(),
        "broker": _broker(settings),
        "dispatcher": _dispatcher(),
        "workers": _workers(),
        "queues": _queues(),
        "storage": object_storage(settings).find_problem(),
    }
    results = await asyncio.gather(*(_run(check) for check in checks.values()))
    result_by_check = dict(zip(checks, results, strict=True))
    if result_by_check["database"] != "ok":
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        status = "unavailable"
    else:
        status = "ok" if set(results) == {"ok"} else "degraded"
    if request.state.from_proxy and await _run(_require_staff(token)) != "ok":
        result_by_check = {
            check: result if result == "ok" else "failed"
            for check, result in result_by_check.items()
        }
    return Health(status=status, checks=result_by_check)


async def _run(check: Coroutine[Any, Any, str | None]) -> str:
    """Run a check; return "ok" or a short description of the problem."""
    try:
        return await asyncio.wait_for(check, CHECK_TIMEOUT) or "ok"
    except TimeoutError:
        return "no answer"
    except Exception as error:  # noqa: BLE001 - any error is a failed check
        return type(error).__name__


async def _require_staff(token: str | None) -> None:
    async with async_session() as session:
        current = await user_sessions.authenticate(session, token)
    if current.user.role not in STAFF:
        raise NotAllowedError


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
