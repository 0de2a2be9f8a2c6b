"""Answers most polls of sign-ups and tasks from memory, without a query.

A response must not be older than what the client has seen or written:

- A client with another ETag than the one in memory has seen an older or a newer state: the endpoint
  reads the database.
- A transaction removes what it changes from its own process's memory when it commits
  (api/own_writes.py).
- Other processes hear of a change some milliseconds after the commit, and 1.5 s later at the most
  if a connection is broken. Therefore each successful unsafe request sets a cookie for three
  seconds. Requests with the cookie read the database.
"""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foyer.api.metrics import ROUTE
from foyer.api.middleware.same_origin import SAFE_METHODS
from foyer.long_polling.representations import Representation
from foyer.long_polling.subscriptions import Subscriptions

COOKIE = "foyer_recent_write"
# Longer than MAX_SILENCE of long_polling/subscriptions.py, also for clients that count whole
# seconds: they may drop the cookie a second early, as Python's http.cookiejar does.
_SECONDS = 3


class PollFromMemory:
    """Middleware."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        name, flag = (f"__Host-{COOKIE}", "; Secure") if secure else (COOKIE, "")
        attributes = f"Max-Age={_SECONDS}; Path=/; HttpOnly; SameSite=lax{flag}"
        self._set_cookie = f"{name}=1; {attributes}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] not in SAFE_METHODS:
            await self._write(scope, receive, send)
        elif scope["method"] == "GET" and (stored := _stored(scope)):
            await _respond(scope, stored, send)
        else:
            await self.app(scope, receive, send)

    async def _write(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_cookie(message: Message) -> None:
            if (
                message["type"] == "http.response.start"
                and message["status"] < HTTPStatus.BAD_REQUEST
            ):
                MutableHeaders(scope=message).append("Set-Cookie", self._set_cookie)
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _stored(scope: Scope) -> Representation | None:
    """Return the representation if this client may get it from memory."""
    subscriptions: Subscriptions = scope["app"].state.subscriptions
    stored = subscriptions.representation_at(scope["path"])
    if stored is None:
        return None
    for name, value in scope["headers"]:
        if name == b"if-none-match" and value.decode("latin-1") != stored.etag:
            return None
        if name == b"prefer" or (name == b"cookie" and COOKIE.encode() in value):
            return None
    return stored


async def _respond(scope: Scope, stored: Representation, send: Send) -> None:
    scope[ROUTE] = "from_memory"
    etag = (b"etag", stored.etag.encode())
    if any(name == b"if-none-match" for name, _ in scope["headers"]):
        await send(
            {
                "type": "http.response.start",
                "status": HTTPStatus.NOT_MODIFIED.value,
                "headers": [etag],
            }
        )
        await send({"type": "http.response.body", "body": b""})
        return
    length = str(len(stored.content)).encode()
    headers = [(b"content-length", length), (b"content-type", b"application/json"), etag]
    await send({"type": "http.response.start", "status": HTTPStatus.OK.value, "headers": headers})
    await send({"type": "http.response.body", "body": stored.content})
