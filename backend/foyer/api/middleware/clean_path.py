"""Refuses paths with control characters: a route matches a path that ends with a line break."""

import re
from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from foyer.api.problems import problem

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class CleanPath:
    """Middleware. nginx refuses such paths, too; this one works without nginx."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _CONTROL.search(scope["path"]):
            refusal = problem(
                HTTPStatus.BAD_REQUEST, "bad_request", "The path has a control character."
            )
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)
