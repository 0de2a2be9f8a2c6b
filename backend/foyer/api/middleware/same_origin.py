"""Cross-site requests change nothing: unsafe methods must come from our own pages."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from foyer.api.problems import problem

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    """Middleware.

    Browsers say where a request comes from. What says nothing is no browser, and carries nobody
    else's cookies.
    """

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self.app = app
        self.origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE_METHODS:
            request = Request(scope)
            if not self._is_ours(request):
                refusal = problem(
                    HTTPStatus.FORBIDDEN,
                    "cross_site_request",
                    "This request came from another site.",
                )
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _is_ours(self, request: Request) -> bool:
        if site := request.headers.get("sec-fetch-site"):
            return site in {"same-origin", "none"}
        origin = request.headers.get("origin")
        return origin is None or origin == self.origin
