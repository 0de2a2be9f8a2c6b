"""A sign-up with a photo, sent to the API of a stack."""

import time
from uuid import uuid4

import httpx

from local.stack import Stack


def sign_up(stack: Stack, photo: bytes, *, through_nginx: bool = False) -> float:
    """Send a sign-up with a new address; return the seconds until its response."""
    form = {
        "email": f"bench-{uuid4().hex}@example.com",
        "password": "a sentence is fine",
        "display_name": "Bench",
    }
    files = {"picture": ("photo.jpg", photo, "image/jpeg")}
    started = time.perf_counter()
    url = f"{stack.web.url if through_nginx else stack.api.url}/api/sign-ups"
    response = httpx.post(url, data=form, files=files, timeout=60, trust_env=False)
    response.raise_for_status()
    return time.perf_counter() - started
