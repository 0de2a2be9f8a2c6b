"""Rate limits as they are delivered: floods, forged addresses, a dead broker."""

import statistics
import time
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
import redis

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


def test_a_flood_of_sign_ups_ends_and_others_are_not_hurt(somebody: Somebody) -> None:
    flood = somebody()
    answers = [flood.sign_up() for _ in range(SIGN_UPS)]
    began = time.perf_counter()
    answers += [flood.sign_up() for _ in range(100 - SIGN_UPS)]
    took = (time.perf_counter() - began) / (100 - SIGN_UPS)
    assert [answer.status_code for answer in answers] == [202] * SIGN_UPS + [429] * 70
    refused = answers[-1]
    wait = int(refused.headers["retry-after"])
    assert 0 < wait <= 3600
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "too_many_requests"
    assert refused.json()["retry_after"] == wait
    assert took < 0.025  # Argon2 alone takes longer
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
    def guess() -> httpx.Response:
        forged = {"X-Forwarded-For": new_address("203.0"), "Forwarded": "for=1.2.3.4"}
        body = {"email": "somebody@example.com", "password": "guess"}
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
            body = {"email": "everybody@example.com", "password": "guess"}
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
    assert max(took) < 3  # only the first one asked the broker; `make bench` measures it
    assert statistics.median(took) < 1
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
    one.log_in("somebody@example.com")
    with redis.Redis.from_url(strict.broker_url) as broker:
        return any(one.address.encode() in key for key in broker.scan_iter("*foyer-limits*"))
