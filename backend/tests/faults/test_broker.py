"""Faults of the broker: stopped, frozen, emptied, restarted, full, read-only."""

from collections.abc import Callable

import httpx
import pytest

from local.stack import Stack
from local.valkey import Valkey
from testkit.person import Person
from testkit.scrape import scrape_text
from testkit.wait import wait_until
from tests.faults.conftest import run_python, workers_check
from tests.faults.mail_server import MailServer


def test_tasks_wait_while_the_broker_is_stopped(
    stack: Stack, person: Person, mail_server: MailServer
) -> None:
    stack.broker.stop()
    answer = person.sign_up()
    assert answer.status_code == httpx.codes.ACCEPTED
    assert {task["state"] for task in person.follow()["tasks"]} == {"PENDING"}
    ready = person.http.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (httpx.codes.OK, "degraded")
    stack.broker.start()
    person.wait_for("SUCCESS")
    assert len(mail_server.mails_to(person.email)) == 1
    assert person.http.get("/health/ready").json()["checks"]["broker"] == "ok"


def test_a_frozen_broker_does_not_slow_a_sign_up(stack: Stack, person: Person) -> None:
    stack.broker.pause()
    try:
        answer = person.sign_up(b"")
        assert answer.status_code == httpx.codes.ACCEPTED
        assert answer.elapsed.total_seconds() < 4  # a publish gives up after 5
    finally:
        stack.broker.resume()
    person.wait_for("SUCCESS")


@pytest.mark.parametrize(
    ("end", "begin"), [(Valkey.stop, Valkey.start), (Valkey.pause, Valkey.resume)]
)
def test_a_scrape_reports_that_the_broker_does_not_answer(
    stack: Stack, end: Callable[[Valkey], None], begin: Callable[[Valkey], None]
) -> None:
    def is_reported(check: str, value: int) -> bool:
        return f'foyer_check_ok{{check="{check}"}} {value}.0' in scrape_text(stack.api)

    wait_until(lambda: is_reported("broker", 1))
    end(stack.broker)
    try:
        assert is_reported("broker", 0)
        wait_until(lambda: is_reported("storage", 1))
    finally:
        begin(stack.broker)
    wait_until(lambda: is_reported("broker", 1))


def test_tasks_run_after_the_broker_lost_its_data(
    stack: Stack, person: Person, mail_server: MailServer
) -> None:
    stack.worker.stop()
    person.sign_up().raise_for_status()
    stack.broker.stop()
    for file in (stack.folder / "broker").rglob("*.[ar]*"):
        if file.is_file():
            file.unlink()
    stack.broker.start()
    stack.worker.start()
    person.wait_for("SUCCESS")
    assert len(mail_server.mails_to(person.email)) == 1


def test_workers_recover_from_ten_restarts_of_the_broker(stack: Stack, person: Person) -> None:
    for _ in range(10):
        stack.broker.restart()
    person.sign_up(b"").raise_for_status()
    person.wait_for("SUCCESS")
    wait_until(lambda: workers_check(person) == "ok")


def command(stack: Stack, *words: str) -> None:
    run_python(
        stack,
        "import os, redis\n"
        f"redis.Redis.from_url(os.environ['BROKER_URL']).execute_command(*{words!r})",
    )


def test_tasks_wait_while_the_broker_is_full(stack: Stack, person: Person) -> None:
    command(stack, "CONFIG", "SET", "maxmemory", "1")
    try:
        assert person.sign_up().status_code == httpx.codes.ACCEPTED
        assert {task["state"] for task in person.follow()["tasks"]} == {"PENDING"}
    finally:
        command(stack, "CONFIG", "SET", "maxmemory", "0")
    person.wait_for("SUCCESS")


def test_tasks_wait_while_the_broker_is_read_only(stack: Stack, person: Person) -> None:
    command(stack, "REPLICAOF", "127.0.0.1", "1")
    try:
        assert person.sign_up().status_code == httpx.codes.ACCEPTED
        assert {task["state"] for task in person.follow()["tasks"]} == {"PENDING"}
    finally:  # Celery's worker exits at the first refusal, and its supervisor starts it again
        command(stack, "REPLICAOF", "NO", "ONE")
    person.wait_for("SUCCESS")
