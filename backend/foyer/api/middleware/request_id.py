"""The id of a request: in its answer, in each of its log lines, in the reference of its errors."""

import re
import time
from uuid import uuid4

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.stdlib.get_logger("foyer.access")

_WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request", ""))


class RequestId:
    """Middleware. nginx gives each request an id; without nginx it gets one here."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        name = given if _WELL_FORMED.fullmatch(given) else uuid4().hex
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = name
                headers.setdefault("Cache-Control", "no-store")
                took = round((time.perf_counter() - started) * 1000, 1)
                log.info(
                    "answered",
                    method=scope["method"],
                    path=scope["path"],
                    status=message["status"],
                    ms=took,
                )
            await send(message)

        # Never taken back: it is this request's own context, and the answer to an error that nobody
        # foresaw is written after this is left.
        structlog.contextvars.bind_contextvars(request=name)
        await self.app(scope, receive, send_with_id)
