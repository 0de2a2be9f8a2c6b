"""The default rate limits: floods, forged addresses, an unavailable broker."""

import statistics
import time
from collections.abc import Callable
from uuid import uuid4

import httpx
import psutil
import pytest
import redis

from foyer.api.rate_limiter import TIMEOUT
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
    NewClient,
    new_address,
    statuses,
)


def processor_seconds(strict: Stack) -> float:
    """CPU time that the API process has used, which does not depend on other load."""
    times = psutil.Process(strict.api.pid).cpu_times()
    return float(times.user + times.system)


def test_sign_up_flood_is_refused_and_other_clients_are_not_affected(
    strict: Stack, new_client: NewClient
) -> None:
    flood, before = new_client(), processor_seconds(strict)
    answers = [flood.sign_up() for _ in range(SIGN_UPS)]
    accepted_seconds = processor_seconds(strict) - before
    answers += [flood.sign_up() for _ in range(100 - SIGN_UPS)]
    refused_seconds = processor_seconds(strict) - before - accepted_seconds
    assert [answer.status_code for answer in answers] == [202] * SIGN_UPS + [429] * 70
    refused = answers[-1]
    wait = int(refused.headers["retry-after"])
    assert 0 < wait <= 3600
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "too_many_requests"
    assert refused.json()["retry_after"] == wait
    # A refused request hashes no password, which is most of the work of an accepted one.
    assert refused_seconds / (100 - SIGN_UPS) < accepted_seconds / SIGN_UPS / 2
    assert new_client().sign_up().status_code == httpx.codes.ACCEPTED


def test_ipv6_network_counts_as_one_client(new_client: NewClient) -> None:
    addresses = [f"2001:db8:1:2::{host:x}" for host in range(SIGN_UPS)]
    answers = [new_client(address).sign_up().status_code for address in addresses]
    assert answers == [202] * SIGN_UPS
    assert new_client("2001:db8:1:2:ffff::1").sign_up().status_code == 429
    assert new_client("2001:db8:1:3::1").sign_up().status_code == 202


def test_uploads_without_session_are_limited_before_the_body_is_read(new_client: NewClient) -> None:
    anonymous, files = new_client(), {"picture": ("me.jpg", b"x", "image/jpeg")}
    answers = statuses(lambda: anonymous.http.put("/me/picture", files=files), PICTURES + 1)
    assert answers == [401] * PICTURES + [429]


def test_repeated_idempotent_request_is_not_counted_again(new_client: NewClient) -> None:
    form = {"email": f"{uuid4().hex}@example.com", "password": "a sentence is fine"}
    key = {"Idempotency-Key": uuid4().hex}
    client = new_client()
    answers = [
        client.http.post("/sign-ups", data=form | {"display_name": "Ada"}, headers=key)
        for _ in range(8)
    ]
    assert {(answer.status_code, answer.json()["id"]) for answer in answers} == {
        (202, answers[0].json()["id"])
    }


def test_forged_client_address_is_ignored_by_nginx(strict: Stack) -> None:
    body = {"email": f"{uuid4().hex}@example.com", "password": "guess"}

    def guess() -> httpx.Response:
        forged = {"X-Forwarded-For": new_address("203.0"), "Forwarded": "for=1.2.3.4"}
        return httpx.post(f"{strict.web.url}/api/sessions", json=body, headers=forged)

    assert statuses(guess, TRIES) == [401] * TRIES
    refused = guess()
    assert refused.status_code == 429
    # The API sends Retry-After, and nginx does not add another one.
    assert refused.headers.get_list("retry-after") == [str(refused.json()["retry_after"])]


def test_two_api_processes_share_their_counters(strict: Stack, new_client: NewClient) -> None:
    second = Api(strict.folder / "second", free_port(), Context(strict.logs / "second", strict.env))
    second.start()
    try:
        client = new_client()
        with httpx.Client(base_url=f"{second.url}/api", headers=client.http.headers) as other:
            body = {"email": f"{uuid4().hex}@example.com", "password": "guess"}
            processes = (client.http, other)
            answers = [
                processes[number % 2].post("/sessions", json=body) for number in range(TRIES + 1)
            ]
    finally:
        second.stop()
    assert [answer.status_code for answer in answers] == [401] * TRIES + [429]


@pytest.mark.parametrize("fault", ["stopped", "frozen", "full"])
def test_without_broker_requests_are_fast_and_floods_are_refused(
    strict: Stack, new_client: NewClient, fault: str
) -> None:
    begin, end = {
        "stopped": (strict.broker.stop, strict.broker.start),
        "frozen": (strict.broker.pause, strict.broker.resume),
        "full": (lambda: _fill(strict, "1"), lambda: _fill(strict, "0")),
    }[fault]
    usual = statistics.median(_seconds(new_client().sign_up) for _ in range(9))
    begin()
    try:
        seconds = [_seconds(new_client().sign_up) for _ in range(9)]
        flood = new_client()
        emails = (f"{uuid4().hex}@example.com" for _ in range(RESETS + 1))
        statuses_of_resets = [
            flood.http.post("/password-resets", json={"email": email}).status_code
            for email in emails
        ]
    finally:
        end()
    assert statuses_of_resets == [202] * RESETS + [429]
    # Only the first request waits for the broker, up to TIMEOUT; `make bench` measures it. The
    # median ignores single requests that other load on the machine delays.
    assert statistics.median(seconds) < usual + TIMEOUT
    wait_until(lambda: _is_shared(strict, new_client()), what="limits to be shared again")


def _seconds(request: Callable[[], httpx.Response]) -> float:
    started = time.perf_counter()
    request().raise_for_status()
    return time.perf_counter() - started


def _fill(strict: Stack, memory: str) -> None:
    """Set the memory limit of the broker, so that it refuses every write."""
    with redis.Redis.from_url(strict.broker_url) as broker:
        broker.config_set("maxmemory", memory)


def _is_shared(strict: Stack, client: Client) -> bool:
    client.log_in(f"{uuid4().hex}@example.com")
    with redis.Redis.from_url(strict.broker_url) as broker:
        return any(client.address.encode() in key for key in broker.scan_iter("*foyer-limits*"))
