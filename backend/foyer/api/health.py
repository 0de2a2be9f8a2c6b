"""/health"""  # noqa: D415

import asyncio
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response
from redis.asyncio import Redis
from sqlalchemy import text

from foyer.api.bodies import Health
from foyer.api.deps import SettingsDep
from foyer.db import async_engine
from foyer.settings import Settings

router = APIRouter(prefix="/health", tags=["health"])

PATIENCE = 2.0  # seconds for each check


@router.get("/live")
async def live() -> Health:
    """The process answers. Restart it when this fails, and only then."""
    return Health(status="ok", checks={})


@router.get("/ready", responses={503: {"model": Health, "description": "No database."}})
async def ready(response: Response, settings: SettingsDep) -> Health:
    """Whether requests should come here, and what is wrong.

    Without its database the API can do nothing: 503. Without the broker it takes sign-ups as ever
    and their tasks run later: 200, degraded.
    """
    database, broker = await asyncio.gather(_ask(_database()), _ask(_broker(settings)))
    if database != "ok":
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        status = "unavailable"
    else:
        status = "ok" if broker == "ok" else "degraded"
    return Health(status=status, checks={"database": database, "broker": broker})


async def _ask(check: Coroutine[Any, Any, None]) -> str:
    try:
        await asyncio.wait_for(check, PATIENCE)
    except TimeoutError:
        return "no answer"
    except Exception as error:  # noqa: BLE001 - the answer is what is wrong, whatever it is
        return type(error).__name__
    return "ok"


async def _database() -> None:
    async with async_engine().connect() as connection:
        await connection.execute(text("SELECT 1"))


async def _broker(settings: Settings) -> None:
    async with Redis.from_url(settings.broker_url, socket_connect_timeout=PATIENCE) as redis:
        await redis.ping()
