"""Bodies end: what is too large or too slow is cut off, whatever its headers promised."""

import asyncio
import re
from contextlib import suppress
from http import HTTPStatus
from typing import NoReturn

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foyer.api.problems import problem
from foyer.settings import Settings

FORM_OVERHEAD = 1024 * 1024  # bytes, beside the picture: the other fields and the form's own
# One picture, some fields; a field is a line of text.
MAX_FILES = 1
MAX_FIELDS = 10
MAX_FIELD_BYTES = 16 * 1024
_WITH_PICTURE = re.compile(r"/api/(sign-ups(/[^/]+/picture)?|me/picture)")


class _CutOffError(Exception):
    """Ends the reading of a body; the answer is the middleware's."""


class BodyLimit:
    """Middleware. nginx has the same limits; this one holds where nginx is not in front."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.small = settings.body_max_bytes
        self.large = settings.picture_max_bytes + FORM_OVERHEAD
        self.patience = settings.body_timeout.total_seconds()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.large if _WITH_PICTURE.fullmatch(scope["path"]) else self.small
        body = _Body(receive, send, most, self.patience)
        promised = Headers(scope=scope).get("content-length", "0")
        if promised.isdecimal() and int(promised) > most:
            body.refusal = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        else:
            with suppress(_CutOffError):
                await self.app(scope, body.receive, body.send)
        if body.refusal and not body.answered:
            await _refuse(body.refusal, scope, receive, send)


class _Body:
    """One request's: counts what comes in, and lets nothing out once it was cut off."""

    def __init__(self, receive: Receive, send: Send, most: int, patience: float) -> None:
        self._receive, self._send = receive, send
        self._left = most
        self._deadline = asyncio.get_running_loop().time() + patience
        self._complete = False
        self.refusal: HTTPStatus | None = None
        self.answered = False

    async def receive(self) -> Message:
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            self._cut_off(HTTPStatus.REQUEST_TIMEOUT)
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self._cut_off(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self._complete = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if self.refusal and not self.answered:
            return
        self.answered = True
        await self._send(message)

    def _cut_off(self, refusal: HTTPStatus) -> NoReturn:
        self.refusal = refusal
        raise _CutOffError


async def _refuse(status: HTTPStatus, scope: Scope, receive: Receive, send: Send) -> None:
    if status is HTTPStatus.REQUEST_TIMEOUT:
        code, detail = "body_too_slow", "What was sent did not arrive in time."
    elif _WITH_PICTURE.fullmatch(scope["path"]):
        code, detail = "picture_too_large", "What was sent is larger than a picture may be."
    else:
        code, detail = "body_too_large", "What was sent is larger than anything this address takes."
    await problem(status, code, detail, headers={"Connection": "close"})(scope, receive, send)
