"""Rate limits as they are delivered: floods, forged addresses, a dead broker."""

import statistics
import time
from collections.abc import Callable
from uuid import uuid4

import httpx
import psutil
import pytest
import redis

from foyer.api.limiter import PATIENCE
from local.application import Api
from local.context import Context
from local.ports import free_port
from local.stack import Stack
from testkit.wait import wait_until
from tests.security.clients import (
    PICTURES,
    RESETS,
    SIGN_UPS,
    TRIES,
    Client,
    Somebody,
    new_address,
    statuses,
)


def processor_seconds(strict: Stack) -> float:
    """What the API process has used so far: the same on a busy machine."""
    times = psutil.Process(strict.api.pid).cpu_times()
    return float(times.user + times.system)


def test_a_flood_of_sign_ups_ends_and_others_are_not_hurt(
    strict: Stack, somebody: Somebody
) -> None:
    flood, before = somebody(), processor_seconds(strict)
    answers = [flood.sign_up() for _ in range(SIGN_UPS)]
    accepted = processor_seconds(strict) - before
    answers += [flood.sign_up() for _ in range(100 - SIGN_UPS)]
    refused_ones = processor_seconds(strict) - before - accepted
    assert [answer.status_code for answer in answers] == [202] * SIGN_UPS + [429] * 70
    refused = answers[-1]
    wait = int(refused.headers["retry-after"])
    assert 0 < wait <= 3600
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "too_many_requests"
    assert refused.json()["retry_after"] == wait
    # No Argon2 for those: it is most of what the others cost.
    assert refused_ones / (100 - SIGN_UPS) < accepted / SIGN_UPS / 2
    assert somebody().sign_up().status_code == httpx.codes.ACCEPTED


def test_a_network_of_ipv6_is_one_client(somebody: Somebody) -> None:
    taken = [somebody(f"2001:db8:1:2::{host:x}").sign_up().status_code for host in range(SIGN_UPS)]
    assert taken == [202] * SIGN_UPS
    assert somebody("2001:db8:1:2:ffff::1").sign_up().status_code == 429
    assert somebody("2001:db8:1:3::1").sign_up().status_code == 202


def test_pictures_from_nobody_are_not_read_for_ever(somebody: Somebody) -> None:
    nobody, files = somebody(), {"picture": ("me.jpg", b"x", "image/jpeg")}
    answers = statuses(lambda: nobody.http.put("/me/picture", files=files), PICTURES + 1)
    assert answers == [401] * PICTURES + [429]


def test_a_repeated_request_is_not_counted_again(somebody: Somebody) -> None:
    form = {"email": f"{uuid4().hex}@example.com", "password": "a sentence is fine"}
    key = {"Idempotency-Key": uuid4().hex}
    one = somebody()
    answers = [
        one.http.post("/sign-ups", data=form | {"display_name": "Ada"}, headers=key)
        for _ in range(8)
    ]
    assert {(each.status_code, each.json()["id"]) for each in answers} == {
        (202, answers[0].json()["id"])
    }


def test_a_forged_address_changes_nothing_at_nginx(strict: Stack) -> None:
    body = {"email": f"{uuid4().hex}@example.com", "password": "guess"}

    def guess() -> httpx.Response:
        forged = {"X-Forwarded-For": new_address("203.0"), "Forwarded": "for=1.2.3.4"}
        return httpx.post(f"{strict.web.url}/api/sessions", json=body, headers=forged)

    assert statuses(guess, TRIES) == [401] * TRIES
    refused = guess()
    assert refused.status_code == 429
    # The API says when to come back, and nginx adds no opinion of its own.
    assert refused.headers.get_list("retry-after") == [str(refused.json()["retry_after"])]


def test_all_processes_count_together(strict: Stack, somebody: Somebody) -> None:
    second = Api(strict.folder / "second", free_port(), Context(strict.logs / "second", strict.env))
    second.start()
    try:
        one = somebody()
        with httpx.Client(base_url=f"{second.url}/api", headers=one.http.headers) as other:
            body = {"email": f"{uuid4().hex}@example.com", "password": "guess"}
            doors = (one.http, other)
            answers = [doors[turn % 2].post("/sessions", json=body) for turn in range(TRIES + 1)]
    finally:
        second.stop()
    assert [answer.status_code for answer in answers] == [401] * TRIES + [429]


@pytest.mark.parametrize("fault", ["stopped", "frozen", "full"])
def test_without_the_broker_nobody_waits_and_floods_still_end(
    strict: Stack, somebody: Somebody, fault: str
) -> None:
    begin, end = {
        "stopped": (strict.broker.stop, strict.broker.start),
        "frozen": (strict.broker.pause, strict.broker.resume),
        "full": (lambda: _fill(strict, "1"), lambda: _fill(strict, "0")),
    }[fault]
    usual = statistics.median(_seconds(somebody().sign_up) for _ in range(9))
    begin()
    try:
        took = [_seconds(somebody().sign_up) for _ in range(9)]
        flood = somebody()
        emails = (f"{uuid4().hex}@example.com" for _ in range(RESETS + 1))
        asked = [
            flood.http.post("/password-resets", json={"email": email}).status_code
            for email in emails
        ]
    finally:
        end()
    assert asked == [202] * RESETS + [429]
    # Only the first one asked the broker, for PATIENCE; `make bench` measures it. What a busy
    # machine does to one request of nine is no matter.
    assert statistics.median(took) < usual + PATIENCE
    wait_until(lambda: _is_shared(strict, somebody()), what="limits that are shared again")


def _seconds(ask: Callable[[], httpx.Response]) -> float:
    began = time.perf_counter()
    ask().raise_for_status()
    return time.perf_counter() - began


def _fill(strict: Stack, memory: str) -> None:
    """Leave the broker no room: it refuses every write."""
    with redis.Redis.from_url(strict.broker_url) as broker:
        broker.config_set("maxmemory", memory)


def _is_shared(strict: Stack, one: Client) -> bool:
    one.log_in(f"{uuid4().hex}@example.com")
    with redis.Redis.from_url(strict.broker_url) as broker:
        return any(one.address.encode() in key for key in broker.scan_iter("*foyer-limits*"))
