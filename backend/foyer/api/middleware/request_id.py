"""The request id: in the response, in every log line of the request, in the reference of errors."""

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
    """Middleware that takes the request id from nginx or creates one, and logs each response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        header = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        assigned_id = header if _WELL_FORMED.fullmatch(header) else uuid4().hex
        started = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = assigned_id
                headers.setdefault("Cache-Control", "no-store")
                _log_response(scope, message, time.perf_counter() - started)
            await send(message)

        # Never unbound: the context belongs to this request alone, and the response to an
        # unexpected error is written after this middleware has returned.
        structlog.contextvars.bind_contextvars(request=assigned_id)
        await self.app(scope, receive, send_with_id)


def _log_response(scope: Scope, start: Message, seconds: float) -> None:
    log.info(
        "response_sent",
        method=scope["method"],
        path=scope["path"],
        status=start["status"],
        ms=round(seconds * 1000, 1),
    )
