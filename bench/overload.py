"""Floods: 50 log-ins at once, and 100 sign-ups from one address beside other clients."""

import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import httpx

from bench.figures import Figure, condition, milliseconds
from bench.paced_gets import paced_gets
from bench.scale import sized
from local.http import NO_TLS
from local.stack import Stack

AT_ONCE = sized(50, 5)
LOG_INS = sized(200, 10)
FLOOD = 100
HONEST = sized(20, 2)
GOAL = 200.0  # milliseconds, the 95th percentile of /health/live


def measure() -> list[Figure]:
    """Return the effect of the floods on other requests."""
    parts = {"database", "broker", "mail", "api"}
    with (
        tempfile.TemporaryDirectory() as folder,
        Stack(Path(folder), parts=parts, env={"RATE_LIMIT_SCALE": "1"}) as stack,
    ):
        return _log_ins(stack) + _sign_ups(stack)


def _log_ins(stack: Stack) -> list[Figure]:
    with paced_gets(f"{stack.api.url}/api/health/live") as seconds:
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = Counter(pool.map(lambda number: _log_in(stack, number), range(LOG_INS)))
        took = time.perf_counter() - began
    return [
        Figure(f"log-ins, {AT_ONCE} at once", LOG_INS / took, "requests/s"),
        condition("each gets 401", holds=set(answers) == {401}),
        *milliseconds("/health/live beside them", seconds, p95_at_most=GOAL),
    ]


def _sign_ups(stack: Stack) -> list[Figure]:
    alone = [_honest(stack, number)[1] for number in range(HONEST)]
    with ThreadPoolExecutor(9) as pool:
        flood = [pool.submit(_sign_up, stack, "198.51.100.1") for _ in range(FLOOD)]
        honest = [_honest(stack, HONEST + number) for number in range(HONEST)]
        answers = Counter(future.result().status_code for future in flood)
    served = all(status == 202 for status, _ in honest)
    return [
        *milliseconds("sign-up, alone", alone),
        *milliseconds(f"sign-up beside {FLOOD} of one address", [s for _, s in honest]),
        condition("each sign-up of another address gets 202", holds=served),
        Figure("refused with 429", answers[429], "sign-ups", at_least=1, is_correctness=True),
    ]


def _log_in(stack: Stack, number: int) -> int:
    body = {"email": f"nobody-{number}@example.com", "password": "a sentence is fine"}
    url, headers = f"{stack.api.url}/api/sessions", stack.as_proxy(f"192.0.2.{number % 250}")
    return httpx.post(url, json=body, headers=headers, timeout=60, verify=NO_TLS).status_code


def _sign_up(stack: Stack, address: str) -> httpx.Response:
    form = {
        "email": f"{uuid4().hex}@example.com",
        "password": "a sentence is fine",
        "display_name": "Bench",
    }
    url = f"{stack.api.url}/api/sign-ups"
    headers = stack.as_proxy(address)
    return httpx.post(url, data=form, headers=headers, timeout=60, verify=NO_TLS)


def _honest(stack: Stack, number: int) -> tuple[int, float]:
    began = time.perf_counter()
    status = _sign_up(stack, f"203.0.113.{number}").status_code
    return status, time.perf_counter() - began
