"""Many parallel requests are answered, and each response is consistent."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import psycopg

from local.stack import Stack
from testkit.person import Person


def test_hundred_parallel_sign_ups_and_log_ins_are_answered(stack: Stack) -> None:
    """Two passwords are hashed at a time; the waiting requests hold no database connection."""

    def sign_up(number: int) -> int:
        form = {
            "email": f"crowd-{number}-{uuid4().hex}@example.com",
            "password": "a sentence is fine",
            "display_name": "One of many",
        }
        headers = {"Idempotency-Key": uuid4().hex}
        return httpx.post(
            f"{stack.api.url}/api/sign-ups", data=form, headers=headers, timeout=60
        ).status_code

    def log_in(number: int) -> int:
        credentials = {"email": f"nobody-{number}@example.com", "password": "a sentence is fine"}
        return httpx.post(f"{stack.api.url}/api/sessions", json=credentials, timeout=60).status_code

    with ThreadPoolExecutor(100) as pool:
        signed_up = pool.map(sign_up, range(50))
        logged_in = pool.map(log_in, range(50))
        assert set(signed_up) == {httpx.codes.ACCEPTED}
        assert set(logged_in) == {httpx.codes.UNAUTHORIZED}


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

    def check_health(_: int) -> httpx.Response:
        return httpx.get(f"{stack.api.url}/api/health/ready", timeout=60)

    with psycopg.connect(stack.database_url) as database:
        database.execute("LOCK TABLE tasks")  # so that one of the checks waits
        with ThreadPoolExecutor(50) as pool:
            answers = [pool.submit(check_health, number) for number in range(50)]
            waiting = [_waiting_connections(stack)]
            while not all(answer.done() for answer in answers):
                waiting.append(_waiting_connections(stack))
                person.http.get("/sessions").raise_for_status()
    assert 0 < max(waiting) <= 3
    assert {answer.result().json()["status"] for answer in answers} == {"degraded"}


def _waiting_connections(stack: Stack) -> int:
    """Count the connections of the API that wait for a lock."""
    query = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE application_name = 'foyer-api' AND wait_event_type = 'Lock'"
    )
    with psycopg.connect(stack.database_url) as database:
        (count,) = database.execute(query).fetchone() or (0,)
    return int(count)
