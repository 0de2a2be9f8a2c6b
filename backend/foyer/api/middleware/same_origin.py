"""CSRF protection: unsafe methods are allowed from our own pages only."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from foyer.api.problems import problem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    """Middleware that refuses unsafe cross-site requests with 403.

    Browsers send `Sec-Fetch-Site` or `Origin`. A request without both does not come from a
    browser, so it cannot carry the cookies of another person.
    """

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self.app = app
        self.origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            request = Request(scope)
            if not self._is_same_origin(request):
                refusal = problem(
                    HTTPStatus.FORBIDDEN,
                    "cross_site_request",
                    "This request came from another site.",
                )
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _is_same_origin(self, request: Request) -> bool:
        if site := request.headers.get("sec-fetch-site"):
            return site in {"same-origin", "none"}
        origin = request.headers.get("origin")
        return origin is None or origin == self.origin
