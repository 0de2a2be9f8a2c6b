"""Many parallel requests are answered, and each response is consistent."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import psutil
import psycopg

from bench.projection import API_CONNECTIONS
from foyer.db.engines import MAX_OVERFLOW, POOL_SIZE
from local.http import NO_TLS
from local.stack import Stack
from testkit.connections import connections
from testkit.person import Person
from testkit.wait import wait_until

CLIENT: Any = {"timeout": 60, "trust_env": False, "verify": NO_TLS}


def test_requests_that_wait_for_a_password_hash_hold_no_connection(stack: Stack) -> None:
    """Two passwords are hashed at a time. An API process has fifteen connections."""

    def sign_up(number: int) -> int:
        form = {
            "email": f"crowd-{number}-{uuid4().hex}@example.com",
            "password": "a sentence is fine",
            "display_name": "One of many",
        }
        headers = {"Idempotency-Key": uuid4().hex}
        return httpx.post(
            f"{stack.api.url}/api/sign-ups", data=form, headers=headers, **CLIENT
        ).status_code

    def log_in(number: int) -> int:
        credentials = {"email": f"nobody-{number}@example.com", "password": "a sentence is fine"}
        return httpx.post(f"{stack.api.url}/api/sessions", json=credentials, **CLIENT).status_code

    with ThreadPoolExecutor(80) as pool, psycopg.connect(stack.database_url) as observer:
        observer.autocommit = True
        sent = [pool.submit(send, number) for number in range(40) for send in (sign_up, log_in)]
        open_transactions = []
        while (answered := sum(response.done() for response in sent)) < 60:
            if answered >= 20:  # by then all requests have begun
                open_transactions.append(_open_transactions(observer))
            time.sleep(0.01)
        assert statistics.median(open_transactions) < 8
        assert {response.result() for response in sent[::2]} == {httpx.codes.ACCEPTED}
        assert {response.result() for response in sent[1::2]} == {httpx.codes.UNAUTHORIZED}


def _open_transactions(observer: psycopg.Connection) -> int:
    """Count the transactions of the API."""
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE application_name = 'foyer-api' AND xact_start IS NOT NULL"
    )
    (count,) = observer.execute(query).fetchone() or (0,)
    return int(count)


def test_an_api_process_has_two_connections_beside_its_pool(stack: Stack) -> None:
    """The listener, and the one that publishes tasks after the response."""
    with Person(stack) as person:
        person.sign_up().raise_for_status()
    pool = POOL_SIZE + MAX_OVERFLOW
    beside = {"foyer-listener": 1, "foyer-worker": 1}

    def has_them() -> bool:
        process = psutil.Process(stack.api.pid)
        names = connections(stack, process)
        return names.pop("foyer-api", 0) <= pool and names == beside

    wait_until(has_them, what="the connections of the API")
    assert pool + sum(beside.values()) == API_CONNECTIONS


def test_successful_picture_task_always_comes_with_thumbnails(stack: Stack) -> None:
    def watch(person: Person) -> list[bool]:
        seen = []
        while True:
            followed = person.follow()
            (picture,) = (task for task in followed["tasks"] if task["kind"] == "resize_thumbnail")
            if picture["state"] == "SUCCESS":
                seen.append(followed["thumbnails"] is not None)
                return seen

    for _ in range(5):
        with Person(stack) as person:
            person.sign_up().raise_for_status()
            with ThreadPoolExecutor(8) as pool:
                assert all(all(seen) for seen in pool.map(watch, [person] * 8))


def test_many_health_checks_leave_the_pool_to_others(stack: Stack, person: Person) -> None:
    person.join()

    def check_health() -> httpx.Response:
        return httpx.get(f"{stack.api.url}/api/health/ready", **CLIENT)

    with (
        psycopg.connect(stack.database_url) as locking,
        psycopg.connect(stack.database_url, autocommit=True) as observing,
        ThreadPoolExecutor(50) as pool,
    ):
        locking.execute("LOCK TABLE tasks")  # so that one of the checks waits
        responses = [pool.submit(check_health) for _ in range(50)]

        def count_waiting() -> int:
            responses.append(pool.submit(check_health))  # the first ones may have timed out
            return _waiting_connections(observing)

        waiting = [wait_until(count_waiting, what="a check that waits")]
        while not all(response.done() for response in responses):
            waiting.append(_waiting_connections(observing))
            person.http.get("/sessions").raise_for_status()
    assert max(waiting) <= 3
    assert {response.result().json()["status"] for response in responses} == {"degraded"}


def _waiting_connections(database: psycopg.Connection) -> int:
    """Count the connections of the API that wait for a lock."""
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE application_name = 'foyer-api' AND wait_event_type = 'Lock'"
    )
    (count,) = database.execute(query).fetchone() or (0,)
    return int(count)
