"""The request id: in the response, in every log line of the request, in the reference of errors."""

import logging
import re
import time
from http import HTTPStatus
from random import getrandbits

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foyer.api.metrics import count_response
from foyer.logs import is_plain, without_capability, write_plain

log = structlog.stdlib.get_logger("foyer.access")
_logger = logging.getLogger("foyer.access")

_WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request", ""))


class RequestId:
    """Middleware that takes the request id from nginx or creates one.

    It also logs and counts each response, with the time that the API needed for it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        assigned_id = _assigned_id(scope)
        clock = _Clock(receive)
        has_response = False

        async def send_with_id(message: Message) -> None:
            nonlocal has_response
            if message["type"] == "http.response.start":
                has_response = True
                headers = message["headers"] = list(message["headers"])
                names = {name for name, _ in headers}
                headers.append((b"x-request-id", assigned_id.encode()))
                if b"cache-control" not in names:
                    headers.append((b"cache-control", b"no-store"))
                seconds = clock.seconds()
                _log_response(assigned_id, scope, message, seconds)
                was_held = b"preference-applied" in names
                count_response(scope, message["status"], seconds, was_held=was_held)
            await send(message)

        # Never unbound: the context belongs to this request alone, and the response to an
        # unexpected error is written after this middleware has returned.
        structlog.contextvars.bind_contextvars(request=assigned_id)
        try:
            await self.app(scope, clock.receive, send_with_id)
        except Exception:
            if not has_response:
                seconds = clock.seconds()
                count_response(scope, HTTPStatus.INTERNAL_SERVER_ERROR, seconds, was_held=False)
            raise


class _Clock:
    """Measures a request without the time in which the API waits for the body.

    nginx passes bodies on while they arrive, so that time is the client's. `loop_lag` measures how
    long a busy event loop leaves what has arrived.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._started = time.perf_counter()
        self._is_complete = False

    async def receive(self) -> Message:
        if self._is_complete:  # this message tells of the end of the connection
            return await self._receive()
        began = time.perf_counter()
        try:
            message = await self._receive()
        finally:
            self._started += time.perf_counter() - began
        self._is_complete = not message.get("more_body", False)
        return message

    def seconds(self) -> float:
        return time.perf_counter() - self._started


def _assigned_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            sent: str = value.decode("latin-1")
            return sent if _WELL_FORMED.fullmatch(sent) else _new_id()
    return _new_id()


def _new_id() -> str:
    """Return 128 random bits in hex. It is no secret, so it needs no call of the kernel (5 µs)."""
    return f"{getrandbits(128):032x}"


def _log_response(assigned_id: str, scope: Scope, start: Message, seconds: float) -> None:
    method, status = scope["method"], start["status"]
    path = without_capability(scope["path"])
    ms = round(seconds * 1000, 1)
    if is_plain(path) and is_plain(method):
        fields = {"method": method, "path": path, "status": status, "ms": ms}
        write_plain(_logger, request=assigned_id, event="response_sent", **fields)
    else:
        log.info("response_sent", method=method, path=path, status=status, ms=ms)
