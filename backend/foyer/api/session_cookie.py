"""The cookie that holds a session's token."""

from fastapi import Response

from foyer.api.dependencies import COOKIE
from foyer.settings import Settings


def set_session_cookie(response: Response, token: str, settings: Settings) -> None:
    """Set the cookie. Scripts cannot read it, and cross-site requests do not send it."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(settings.session_lifetime.total_seconds()),
        httponly=True,
        secure=settings.secure,
        samesite="lax",
    )


def clear_session_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(COOKIE, httponly=True, secure=settings.secure, samesite="lax")
