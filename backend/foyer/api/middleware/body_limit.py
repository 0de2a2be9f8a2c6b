"""Limits of request bodies: a time limit, and problem documents for bodies that are too large.

Starlette counts the bytes: its RequestBodyLimitMiddleware has the limit for all routes, and routes
that take a picture raise it with FastAPI's `max_body_size`. nginx has the same limits; these ones
apply where nginx is not in front.
"""

import asyncio
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foyer.api.body_limits import BODY_LIMIT
from foyer.api.problems import MEDIA_TYPE, body_problem
from foyer.settings import Settings

# A form has one picture and some fields; a field is a line of text.
MAX_FILES = 1
MAX_FIELDS = 10
MAX_FIELD_BYTES = 16 * 1024

# A larger file waits on the disk. Starlette has no argument for this, and 1 MiB as its default: 50
# uploads at once took 50 MiB of memory.
MultiPartParser.spool_max_size = 64 * 1024

_BODY_HEADERS = frozenset({b"content-length", b"transfer-encoding"})


class BodyRules:
    """Middleware: all limits of request bodies, for requests that have a body."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        with_limit = RequestBodyLimitMiddleware(app, max_body_size=BODY_LIMIT)
        self._with_rules = BodyTimeout(BodyLimitProblem(with_limit), settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_body = scope["type"] == "http" and any(
            name in _BODY_HEADERS for name, _ in scope["headers"]
        )
        await (self._with_rules if has_body else self.app)(scope, receive, send)


class BodyTimeout:
    """Middleware that answers 408 when a request body takes too long to arrive.

    Each received byte extends the time, so that a slow phone can send a large picture.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.seconds = settings.body_timeout.total_seconds()
        self.bytes_per_second = settings.body_min_rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        deadline = asyncio.get_running_loop().time() + self.seconds
        complete = False

        async def receive_in_time() -> Message:
            nonlocal complete, deadline
            if complete:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from error
            complete = not message.get("more_body", False)
            deadline += len(message.get("body", b"")) / self.bytes_per_second
            return message

        await self.app(scope, receive_in_time, send)


class BodyLimitProblem:
    """Middleware that turns Starlette's 413 response, which is plain text, into a problem.

    Starlette sends it instead of the application's response when the declared Content-Length is
    too large.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def send_problem(message: Message) -> None:
            nonlocal replaced
            if _is_plain_413(message):
                replaced = True
                response = body_problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, scope)
                await response(scope, receive, send)
            elif not replaced:
                await send(message)

        await self.app(scope, receive, send_problem)


def _is_plain_413(message: Message) -> bool:
    if message["type"] != "http.response.start":
        return False
    media_type = Headers(raw=message["headers"]).get("content-type")
    too_large: bool = message["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return too_large and media_type != MEDIA_TYPE
