"""The response times of sign-ups while the broker is stopped or frozen.

The same API, the same picture; a hundred requests in each state, one after the other.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx

from bench.figures import Figure, milliseconds, p95
from bench.scale import DURABLE, sized
from bench.sign_up_request import post_sign_up
from local.stack import Stack
from testkit.photos import phone_photo

REQUESTS = sized(100, 3)
WARM_UP = sized(10, 1)
GOAL = 1.5


def measure() -> list[Figure]:
    """Return the response times, and their ratio to those with a healthy broker."""
    with tempfile.TemporaryDirectory() as folder:
        parts = {"database", "broker", "mail", "api"}  # no worker, which would share the processors
        with Stack(Path(folder), parts=parts, durable=DURABLE) as stack:
            url = f"{stack.api.url}/api/sign-ups"
            _post_many(url, WARM_UP)
            healthy = _post_many(url, REQUESTS)
            stopped = _while(stack.broker.stop, stack.broker.start, url)
            frozen = _while(stack.broker.pause, stack.broker.resume, url)
    figures = milliseconds("broker healthy", healthy)
    for name, times in (("broker stopped", stopped), ("broker frozen", frozen)):
        ratio = p95(times) / p95(healthy)
        figures += milliseconds(name, times)
        figures.append(Figure(f"{name}, p95", ratio, "of healthy", at_most=GOAL))
    return figures


def _while(begin: Callable[[], None], end: Callable[[], None], url: str) -> list[float]:
    begin()
    try:
        return _post_many(url, REQUESTS)
    finally:
        end()


def _post_many(url: str, count: int) -> list[float]:
    """Post sign-ups; any status but 202 is an error. Return the seconds."""
    picture = phone_photo()
    with httpx.Client(timeout=60) as client:
        return [post_sign_up(url, picture, client) for _ in range(count)]
