"""/health"""  # noqa: D415

import asyncio
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response
from redis.asyncio import Redis
from sqlalchemy import text

from foyer.api.dependencies import SettingsDep
from foyer.api.schemas.health import Health
from foyer.db.engines import async_engine, async_session
from foyer.settings import Settings
from foyer.task_engine.worker.liveness import silent_workers

router = APIRouter(prefix="/health", tags=["health"])

PATIENCE = 2.0  # seconds for each check


@router.get("/live")
async def live() -> Health:
    """The process answers. Restart it when this fails, and only then."""
    return Health(status="ok", checks={})


@router.get("/ready", responses={503: {"model": Health, "description": "No database."}})
async def ready(response: Response, settings: SettingsDep) -> Health:
    """Whether requests should come here, and what is wrong.

    Without its database the API can do nothing: 503. Without the broker or with workers that do not
    consume it takes sign-ups as ever and their tasks run later: 200, degraded.
    """
    checks = {"database": _database(), "broker": _broker(settings), "workers": _workers()}
    answers = await asyncio.gather(*(_ask(check) for check in checks.values()))
    found = dict(zip(checks, answers, strict=True))
    if found["database"] != "ok":
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        status = "unavailable"
    else:
        status = "ok" if set(answers) == {"ok"} else "degraded"
    return Health(status=status, checks=found)


async def _ask(check: Coroutine[Any, Any, str | None]) -> str:
    """What is wrong, or "ok"."""
    try:
        return await asyncio.wait_for(check, PATIENCE) or "ok"
    except TimeoutError:
        return "no answer"
    except Exception as error:  # noqa: BLE001 - the answer is what is wrong, whatever it is
        return type(error).__name__


async def _database() -> None:
    async with async_engine().connect() as connection:
        await connection.execute(text("SELECT 1"))


async def _workers() -> str | None:
    async with async_session() as session:
        silent = await silent_workers(session)
    return "none has ever started" if silent is None else ", ".join(silent)


async def _broker(settings: Settings) -> None:
    parameters = settings.broker_url.redis_parameters()
    async with Redis(**parameters, socket_connect_timeout=PATIENCE) as redis:
        await redis.ping()
