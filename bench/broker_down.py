"""The response times of sign-ups while the broker is stopped or frozen.

The same API, the same picture; in each round 25 requests in each state, one after the other.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx

from bench.figures import Figure, milliseconds, p95, ratio_of
from bench.scale import DURABLE, sized
from bench.sign_up_request import post_sign_up
from local.stack import Stack
from testkit.photos import phone_photo

ROUNDS = sized(4, 1)
REQUESTS = sized(25, 3)  # of a round
WARM_UP = sized(10, 1)
GOAL = 1.5
_HEALTHY, _STOPPED, _FROZEN = "broker healthy", "broker stopped", "broker frozen"


def measure() -> list[Figure]:
    """Return the response times, and their ratio to those with a healthy broker."""
    with tempfile.TemporaryDirectory() as folder:
        parts = {"database", "broker", "mail", "api"}  # no worker, which would share the processors
        with Stack(Path(folder), parts=parts, durable=DURABLE) as stack:
            url = f"{stack.api.url}/api/sign-ups"
            _post_many(url, WARM_UP)
            rounds = [_round(stack, url) for _ in range(ROUNDS)]
    times = {state: [measured[state] for measured in rounds] for state in rounds[0]}
    slow = {state: [p95(seconds) for seconds in measured] for state, measured in times.items()}
    figures: list[Figure] = []
    for state, measured in times.items():
        figures += milliseconds(state, [second for seconds in measured for second in seconds])
    for state in (_STOPPED, _FROZEN):
        name = f"{state}, p95"
        figures.append(ratio_of(name, slow[state], slow[_HEALTHY], "of healthy", at_most=GOAL))
    return figures


def _round(stack: Stack, url: str) -> dict[str, list[float]]:
    """Return the seconds of the requests in each state."""
    broker = stack.broker
    return {
        _HEALTHY: _post_many(url, REQUESTS),
        _STOPPED: _while(broker.stop, broker.start, url),
        _FROZEN: _while(broker.pause, broker.resume, url),
    }


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
