"""A sign-up with a photo, as the measurements send it."""

import time
from uuid import uuid4

import httpx

from local.http import NO_TLS
from local.stack import Stack


def sign_up(stack: Stack, photo: bytes, *, through_nginx: bool = False) -> float:
    """Send a sign-up with a new address; return the seconds until its response."""
    return post_sign_up(f"{stack.web.url if through_nginx else stack.api.url}/api/sign-ups", photo)


def post_sign_up(url: str, photo: bytes, client: httpx.Client | None = None) -> float:
    """Do the same at another URL, with a connection of its own if there is no client."""
    form = {
        "email": f"bench-{uuid4().hex}@example.com",
        "password": "a sentence is fine",
        "display_name": "Bench",
    }
    files = {"picture": ("photo.jpg", photo, "image/jpeg")}
    started = time.perf_counter()
    if client:
        response = client.post(url, data=form, files=files)
    else:
        response = httpx.post(
            url, data=form, files=files, timeout=60, trust_env=False, verify=NO_TLS
        )
    seconds = time.perf_counter() - started
    response.raise_for_status()
    return seconds
