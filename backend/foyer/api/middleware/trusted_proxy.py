"""The client's address and scheme, as nginx reports them and proves by a secret."""

import hmac
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

SECRET_HEADER = "x-proxy-secret"  # noqa: S105 - a name
_SECRET_NAME = SECRET_HEADER.encode()
_SECRET = frozenset({_SECRET_NAME})
_FROM_NGINX_ONLY = _SECRET | frozenset(
    {
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-proto",
        b"x-original-method",
        b"x-original-uri",
        b"x-request-id",
    }
)


class TrustedProxy:
    """Middleware that trusts the headers of nginx, and removes them from all other requests.

    `request.state.from_proxy` is true for a request that came through nginx.
    """

    def __init__(self, app: ASGIApp, secret: str) -> None:
        self.app = app
        self._secret = secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            from_proxy = self._has_secret(scope)
            scope["state"] = {**scope.get("state", {}), "from_proxy": from_proxy}
            if from_proxy:
                _apply(Headers(scope=scope), scope)
            unwanted = _SECRET if from_proxy else _FROM_NGINX_ONLY
            scope["headers"] = [item for item in scope["headers"] if item[0] not in unwanted]
        await self.app(scope, receive, send)

    def _has_secret(self, scope: Scope) -> bool:
        for name, value in scope["headers"]:
            if name == _SECRET_NAME:
                return bool(self._secret) and hmac.compare_digest(value, self._secret)
        return False


def _apply(headers: Headers, scope: Scope) -> None:
    """Replace the address and scheme of nginx's own connection by the client's."""
    try:
        address = str(ip_address(headers.get("x-forwarded-for", "")))
    except ValueError:
        pass
    else:
        scope["client"] = (address, 0)
    scope["scheme"] = headers.get("x-forwarded-proto", scope["scheme"])
